#pragma once
// Слова, з яких видно, що означає стовпець: правила імен, щаблі подій, роди таблиць. Читає їх meaning.cc.

#include <string_view>

#include "filler/meaning.h"

namespace techmarket::filler {

/// Яким типам годиться здогад.
enum Fits : unsigned { kText = 1, kNumber = 2, kTime = 4, kFlag = 8, kAny = 15 };

struct Rule {
  Meaning meaning;
  unsigned fits;
  /// Через пробіл; слово збігається з цілою частиною імені між «_», а «слово$» — лише з кінцем імені.
  std::string_view words;
};

// Перше правило, що збіглося, перемагає, тому точніші стоять раніше. Слова не лише англійські: українські,
// іспанські, португальські, французькі, німецькі — з приміток і імен, які трапляються в чужих схемах. Літери
// з надрядковими знаками тут без них (fold).
inline constexpr Rule kRules[] = {
    {Meaning::first_name, kText,
     "first_name firstname given_name fname forename ім’я ім'я primer_nombre prenom vorname imya imia "
     "primeiro_nome"},
    {Meaning::last_name, kText,
     "last_name lastname surname family_name lname прізвище apellido apellidos sobrenome prizvyshche "
     "nachname "
     "nom_famille nom_de_famille cognome"},
    {Meaning::patronymic, kText, "middle_name middlename patronymic по_батькові"},
    {Meaning::full_name, kText,
     "full_name fullname display_name displayname real_name customer_name user_name_full contact_name "
     "contact_person author_name owner_name employee_name student_name teacher_name patient_name doctor_name "
     "recipient$ recipient_name receiver_name sender_name holder_name cardholder піб nombre_completo "
     "nome_completo nom_complet author$ by$ "
     "emp_name "
     "cust_name client_name user_full_name member_name guest_name driver_name manager_name creator_name"},
    {Meaning::email, kText, "email mail e_mail email_address correo poshta пошта пошти mail_address"},
    {Meaning::user_agent, kText, "user_agent useragent"},
    {Meaning::username, kText,
     "username user_name login login_name nickname nick handle screen_name usuario логін benutzername "
     "nom_utilisateur "
     "nome_usuario"},
    {Meaning::password, kText,
     "password passwd pwd password_hash hashed_password password_digest encrypted_password pass_hash "
     "contrasena senha parol passwort mot_de_passe пароль clave"},
    {Meaning::gender, kText, "gender sex стать genero sexo geschlecht sexe"},
    {Meaning::phone, kText | kNumber,
     "phone phone_number mobile telephone tel cell fax phonenumber telefono телефон телефону telefone "
     "telefonu nomer_telefonu "
     "telefon celular handy"},
    {Meaning::postcode, kText | kNumber,
     "postcode zip zipcode zip_code postal_code postalcode post_code cep plz codigo_postal code_postal "
     "поштовий_індекс індекс"},
    {Meaning::country_code, kText, "country_code countrycode country_iso iso_code nationality_code"},
    {Meaning::country, kText, "country countries nationality країна pais pays paese nacionalidad"},
    {Meaning::city, kText,
     "city town settlement місто ciudad cidade misto ville stadt ort citta headquarters"},
    {Meaning::region, kText,
     "region state_name province oblast county district область provincia bundesland"},
    {Meaning::continent, kText, "continent continent_name континент"},
    {Meaning::street, kText,
     "street street_name street_address address_line1 address_line_1 address1 line1 line_1 вулиця calle rue "
     "strasse rua"},
    {Meaning::building, kText,
     "building house house_number street_number apartment flat address_line2 address2 line2 line_2 будинок "
     "квартира "
     "hausnummer"},
    {Meaning::address, kText,
     "address addr location_name адреса адресу direccion endereco adresa adresse indirizzo anschrift "
     "location place "
     "venue"},
    {Meaning::latitude, kNumber, "latitude lat"},
    {Meaning::longitude, kNumber, "longitude lng lon long"},
    {Meaning::ip, kText, "ip ip_address ipaddress ip_addr client_ip remote_addr"},
    {Meaning::mac, kText, "mac mac_address"},
    {Meaning::uuid, kText, "uuid guid"},
    {Meaning::slug, kText, "slug permalink alias url_key"},
    {Meaning::image, kText,
     "image image_url image_path photo_path avatar_path logo_path avatar avatar_url photo photo_url picture "
     "thumbnail thumbnail_url logo logo_url cover "
     "cover_url icon banner imagen foto"},
    {Meaning::url, kText, "url website link href uri homepage webpage callback webhook посилання"},
    {Meaning::domain, kText, "domain host hostname domain_name subdomain"},
    {Meaning::file, kText, "file filename file_name path file_path filepath attachment"},
    {Meaning::mime, kText, "mime mime_type content_type mimetype"},
    {Meaning::iban, kText, "iban account_number bank_account"},
    {Meaning::card, kText, "card_number credit_card card_no"},
    {Meaning::tax_number, kText,
     "tax_id tax_number tax_code vat_number edrpou ipn inn tin ssn passport passport_number cnpj cpf rut dni "
     "nif cif"},
    {Meaning::currency, kText, "currency currency_code валюта moneda moeda wahrung devise"},
    {Meaning::language_code, kText, "language_code lang_code locale lang"},
    {Meaning::language, kText, "language idioma мова sprache langue"},
    {Meaning::timezone, kText, "timezone time_zone tz"},
    {Meaning::colour, kText, "color colour колір farbe couleur cor"},
    {Meaning::token, kText,
     "token hash checksum digest secret salt api_key apikey access_token refresh_token session_id signature "
     "fingerprint nonce otp sha256 md5 key"},
    {Meaning::sku, kText, "sku article_number part_number артикул"},
    {Meaning::vin, kText, "vin vehicle_identification_number"},
    {Meaning::swift, kText, "swift bic swift_code"},
    {Meaning::period, kText, "year_month period_month month_year billing_period period periodo"},
    {Meaning::model, kText, "model modelo модель"},
    {Meaning::code, kText,
     "symbol ticker code number no num numero reference ref ref_no serial serial_number barcode isbn ean upc "
     "plate "
     "license_plate "
     "invoice_number order_number tracking_number tracking символ код номер codigo"},
    {Meaning::version, kText, "version ver app_version"},
    {Meaning::percent, kNumber,
     "percent percentage pct rate tax_rate vat interest_rate discount_percent відсоток"},
    {Meaning::percent, kNumber, "humidity battery battery_level possession progress completion utilization"},
    {Meaning::fraction, kNumber,
     "ratio probability confidence confidence_score similarity similarity_score likelihood accuracy"},
    {Meaning::temperature, kNumber, "temperature temp temperatura температура"},
    {Meaning::pressure, kNumber, "pressure"},
    {Meaning::speed, kNumber, "speed velocity heart_rate pulse bpm"},
    {Meaning::quarter, kNumber, "quarter trimestre"},
    {Meaning::few, kNumber,
     "floor floors storeys stories bedrooms bathrooms rooms beds doors guests adults children goals assists "
     "cards level rounds party_size group_size guest_count"},
    {Meaning::seats, kNumber,
     "seats places seat_count seat_number seats_available places_available capacity"},
    {Meaning::rating, kNumber, "rating stars score rank grade mark рейтинг оцінка"},
    {Meaning::small_price, kNumber,
     "discount tax fee tip commission shipping shipping_cost знижка податок bonus descuento desconto rabatt "
     "remise steuer impuesto imposto"},
    {Meaning::salary, kNumber, "salary wage wages income salario зарплата оклад gehalt salaire"},
    {Meaning::price, kNumber,
     "price amount total subtotal cost sum balance budget revenue payment expense fare "
     "credit debit paid unit_price total_amount ціна сума вартість precio monto valor preco cena tsina suma "
     "vartist usd eur uah gbp worth wealth debt prix preis "
     "prezzo betrag montant importe saldo"},
    {Meaning::age, kNumber, "age вік edad idade alter"},
    {Meaning::year, kNumber, "year рік anio ano jahr annee"},
    {Meaning::month, kNumber, "month місяць mes"},
    {Meaning::hour, kNumber, "hour"},
    {Meaning::hours, kNumber, "hours horas годин"},
    {Meaning::day, kNumber, "day day_of_week weekday dia"},
    {Meaning::duration, kNumber,
     "duration duracion duracao dauer minutes seconds length_minutes runtime elapsed timeout тривалість"},
    {Meaning::weight, kNumber, "weight mass вага peso gewicht poids"},
    {Meaning::size, kNumber, "width height depth length size area volume distance розмір"},
    {Meaning::quantity, kNumber,
     "quantity qty stock amount_of units pieces кількість cantidad quantidade kilkist quantite menge anzahl "
     "existencias estoque"},
    {Meaning::position, kNumber,
     "position sort sort_order reihenfolge orden order_index sequence ordinal display_order idx seq порядок"},
    {Meaning::count, kNumber,
     "count counter views likes clicks visits attempts followers points steps calories"},
    {Meaning::flag, kNumber | kText | kFlag, "is has can should enabled active deleted verified visible"},
    {Meaning::priority, kText | kNumber, "priority severity urgency"},
    {Meaning::status, kText | kNumber, "status state stage phase статус стан estado situacao statut zustand"},
    {Meaning::job, kText,
     "job job_title occupation profession position посада puesto posada funcao cargo beruf poste"},
    {Meaning::department, kText, "department dept dept_name division team відділ departamento abteilung"},
    {Meaning::payment_method, kText, "payment_method pay_method payment_type method_of_payment"},
    {Meaning::company, kText,
     "company company_name organization organisation organization_name employer manufacturer supplier vendor "
     "publisher компанія empresa entreprise firma proveedor business_name store_name shop_name merchant_name "
     "supp_name supplier_name "
     "vendor_name "
     "carrier bank bank_name insurer"},
    {Meaning::brand, kText, "brand make бренд marca"},
    {Meaning::product, kText, "product product_name item item_name товар producto produto produkt produit"},
    {Meaning::category, kText,
     "category category_name genre tag topic subject section категорія categoria kategorie categorie tags "
     "topics genres skills"},
    {Meaning::kind, kText,
     "type kind mode level role class group method channel source segment тип tipo rol"},
    {Meaning::unit, kText, "unit uom measure"},
    {Meaning::settings, kText, "settings config configuration options preferences prefs"},
    {Meaning::json, kText, "json payload metadata meta attributes data extra"},
    {Meaning::sentence, kText,
     "description desc text body content comment comments note notes message summary bio about details "
     "remark "
     "remarks reason answer question review feedback instructions excerpt abstract опис коментар примітка "
     "текст "
     "descripcion comentario mensaje descricao opys texto prompt beschreibung kommentar commentaire "
     "observaciones observacion "
     "observacoes bemerkung error errors error_message last_error"},
    {Meaning::title, kText,
     "title name label subject headline caption heading назва заголовок nombre titulo nome nom titel nazva "
     "titre "
     "bezeichnung"},
    {Meaning::duration, kNumber, "time"},
    {Meaning::moment, kTime | kText, "at date time timestamp datetime on fecha data datum дата"},
};

struct StepRule {
  Step step;
  std::string_view words;
};
inline constexpr StepRule kSteps[] = {
    {Step::birth,
     "birth birthday birthdate dob born nacimiento nascimento naissance geburtsdatum geburt народження"},
    {Step::future,
     "expires expiry expiration expire expired due deadline valid_to valid_until next renewal "
     "warranty estimated expected target"},
    {Step::removed,
     "deleted removed archived refunded deactivated banned died death deceased excluido deletado "
     "fechaeliminacion видалено"},
    {Step::closed,
     "closed close closes closing cancelled canceled end ended ends to until finish stop terminated left "
     "revoked checkout check_out last logout fin fim termino hasta кінець завершення закінчення"},
    {Step::updated,
     "updated modified changed edited seen login used accessed synced update upd "
     "actualizacion viewed read modificacion fechamodificacion atualizado actualizado aktualisiert modifie "
     "оновлено змінено"},
    {Step::completed, "completed finished resolved done returned graduated"},
    {Step::arrived, "delivered arrived arrival received delivery"},
    {Step::sent, "ship shipment_date shipped dispatched sent departure shipping checkin check_in shipment"},
    {Step::paid, "paid payment processed assigned charged settled"},
    {Step::confirmed, "confirmed approved accepted verified scheduled reviewed published activated"},
};

/// Чим є рядок таблиці з таким словом в імені; перше, що збіглося, перемагає.
inline constexpr Rule kTableKinds[] = {
    {Meaning::category, kAny,
     "category categories категорія категорії categoria categorias genre genres tag tags topic topics "
     "subject subjects"},
    {Meaning::city, kAny, "city cities town towns ciudad ciudades cidade cidades місто міста"},
    {Meaning::region, kAny, "region regions state states province provinces"},
    {Meaning::country, kAny, "country countries pais paises країна країни"},
    {Meaning::department, kAny, "department departments division divisions"},
    {Meaning::job, kAny, "job jobs position positions"},
    {Meaning::brand, kAny, "brand brands"},
    {Meaning::language, kAny, "language languages"},
    {Meaning::colour, kAny, "color colors colour colours"},
    {Meaning::unit, kAny, "unit units"},
    {Meaning::company, kAny,
     "company companies organization organizations organisation organisations supplier suppliers vendor "
     "vendors manufacturer manufacturers tenant tenants shop shops store stores bank banks publisher "
     "publishers hotel hotels restaurant restaurants agency agencies airline airlines empresa empresas "
     "proveedor proveedores постачальник постачальники компанія компанії"},
    {Meaning::product, kAny,
     "product products goods producto productos produto produtos produkt produkte товар товари tovar "
     "tovary"},
    {Meaning::full_name, kAny,
     "user users customer customers client clients employee employees person persons people author authors "
     "student students teacher teachers patient patients doctor doctors driver drivers member members "
     "passenger passengers contact contacts guest guests player players staff worker workers artist "
     "artists "
     "actor actors instructor instructors coach coaches owner owners agent agents manager managers "
     "borrower "
     "borrowers messenger nurse nurses lawyer lawyers candidate candidates applicant applicants friend "
     "friends cliente clientes usuario usuarios empleado empleados persona personas personal alumno "
     "alumnos "
     "estudiante estudiantes klient klienty korystuvach korystuvachi spivrobitnyk spivrobitnyky profesor "
     "profesores paciente pacientes mensajero medico medicos pessoa "
     "pessoas "
     "aluno alunos funcionario funcionarios utente utenti kunde kunden mitarbeiter benutzer utilisateur "
     "utilisateurs employe employes користувач користувачі клієнт клієнти співробітник співробітники "
     "студент "
     "студенти викладач викладачі пацієнт пацієнти лікар лікарі автор автори покупець покупці"},
};

}  // namespace techmarket::filler
