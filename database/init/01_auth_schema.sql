-- Generated from auth_mysql.dbml: change it there and build again
-- Database: MySQL

SET NAMES utf8mb4;

CREATE TABLE `auth_users` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `email` varchar(255) UNIQUE NOT NULL COMMENT 'адреса входу; збігається з адресою клієнта або працівника',
  `status` ENUM ('active', 'disabled', 'blocked') NOT NULL DEFAULT 'active',
  `customer_id` char(36) COMMENT 'Ref: Orders DB (customers.id), без FK',
  `employee_id` char(36) COMMENT 'Ref: Orders DB (employees.id), без FK',
  `created_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP),
  `updated_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP)
);

CREATE TABLE `auth_credentials` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `user_id` char(36) UNIQUE NOT NULL COMMENT 'один пароль на обліковий запис',
  `password_hash` varchar(255) NOT NULL COMMENT 'сольований хеш у форматі PHC: $argon2id$v=19$m=…,t=…,p=…$сіль$хеш',
  `algo` varchar(20) NOT NULL COMMENT 'алгоритм із PHC-рядка, щоб знаходити застарілі хеші',
  `password_updated_at` datetime NOT NULL,
  `updated_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP)
);

CREATE TABLE `auth_tokens` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `user_id` char(36) NOT NULL,
  `token_hash` char(64) UNIQUE NOT NULL COMMENT 'SHA-256 токена шістнадцятковим записом; сам токен не зберігається',
  `issued_at` datetime NOT NULL,
  `expires_at` datetime NOT NULL,
  `revoked` boolean NOT NULL DEFAULT false,
  `last_used_at` datetime,
  `user_agent` varchar(500),
  `ip` varchar(45) COMMENT '45 знаків — найдовший запис IPv6',
  `scopes` varchar(255) NOT NULL COMMENT 'через кому: profile,orders:read'
);

CREATE TABLE `roles` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `name` ENUM ('ADMIN', 'SALES', 'CUSTOMER', 'BI_VIEWER') UNIQUE NOT NULL,
  `comment` varchar(255)
);

CREATE TABLE `user_roles` (
  `user_id` char(36) NOT NULL,
  `role_id` char(36) NOT NULL,
  PRIMARY KEY (`user_id`, `role_id`) COMMENT 'одна роль дається користувачеві один раз'
);

CREATE INDEX `idx_auth_users_customer` ON `auth_users` (`customer_id`);

CREATE INDEX `idx_auth_users_employee` ON `auth_users` (`employee_id`);

CREATE INDEX `idx_auth_tokens_user` ON `auth_tokens` (`user_id`);

CREATE INDEX `idx_auth_tokens_expires` ON `auth_tokens` (`expires_at`) COMMENT 'прибирання прострочених';

CREATE INDEX `idx_user_roles_role` ON `user_roles` (`role_id`) COMMENT 'хто має роль';

ALTER TABLE `auth_users` COMMENT = 'Обліковий запис. Клієнт має customer_id, працівник — employee_id, адміністратор — жодного.';

ALTER TABLE `auth_credentials` COMMENT = 'Паролі окремо від облікових записів: доступ до цієї таблиці можна звузити.';

ALTER TABLE `auth_tokens` COMMENT = 'Сеанси входу.';

ALTER TABLE `roles` COMMENT = 'Довідник ролей.';

ALTER TABLE `user_roles` COMMENT = 'Які ролі має користувач.';

ALTER TABLE `auth_credentials` ADD FOREIGN KEY (`user_id`) REFERENCES `auth_users` (`id`);

ALTER TABLE `auth_tokens` ADD FOREIGN KEY (`user_id`) REFERENCES `auth_users` (`id`);

ALTER TABLE `user_roles` ADD FOREIGN KEY (`user_id`) REFERENCES `auth_users` (`id`);

ALTER TABLE `user_roles` ADD FOREIGN KEY (`role_id`) REFERENCES `roles` (`id`);
