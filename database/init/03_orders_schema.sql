-- Generated from orders_mysql.dbml: change it there and build again
-- Database: MySQL

SET NAMES utf8mb4;

CREATE TABLE `regions` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `name` varchar(100) NOT NULL,
  `code` varchar(10) UNIQUE NOT NULL COMMENT 'ISO 3166-2:UA'
);

CREATE TABLE `employees` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `first_name` varchar(100) NOT NULL,
  `last_name` varchar(100) NOT NULL,
  `email` varchar(255) UNIQUE NOT NULL,
  `hired_at` date NOT NULL,
  `is_manager` boolean NOT NULL DEFAULT false,
  `region_id` char(36) NOT NULL COMMENT 'регіон, у якому працює'
);

CREATE TABLE `customers` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `first_name` varchar(100) NOT NULL,
  `last_name` varchar(100) NOT NULL,
  `email` varchar(255) UNIQUE NOT NULL,
  `phone` varchar(20) NOT NULL COMMENT 'міжнародний запис: +380…',
  `region_id` char(36) NOT NULL COMMENT 'де живе клієнт: dim_customer має власний регіон, тож його треба знати, а не вгадувати із замовлень',
  `created_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP),
  `updated_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP)
);

CREATE TABLE `orders` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `customer_id` char(36) NOT NULL,
  `employee_id` char(36) NOT NULL COMMENT 'хто вів продаж',
  `region_id` char(36) NOT NULL COMMENT 'регіон продажу',
  `order_date` datetime NOT NULL,
  `status` ENUM ('new', 'paid', 'shipped', 'delivered', 'cancelled') NOT NULL DEFAULT 'new',
  `total_amount` decimal(14,2) NOT NULL DEFAULT 0 COMMENT 'запам''ятована сума рядків: Σ (unit_price × quantity − discount)',
  `created_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP),
  `updated_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP)
);

CREATE TABLE `order_items` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `order_id` char(36) NOT NULL,
  `product_id` char(36) NOT NULL COMMENT 'Ref: Catalog DB (products.id), без FK',
  `quantity` int NOT NULL CHECK (quantity > 0),
  `unit_price` decimal(12,2) NOT NULL COMMENT 'ціна на день замовлення, грн' CHECK (unit_price >= 0),
  `unit_cost` decimal(12,2) COMMENT 'собівартість на день замовлення, грн; порожньо — записано без неї, тоді сховище бере products.cost',
  `discount` decimal(12,2) NOT NULL DEFAULT 0 COMMENT 'знижка на весь рядок, грн' CHECK (discount >= 0)
);

CREATE INDEX `idx_employees_region` ON `employees` (`region_id`);

CREATE INDEX `idx_customers_region` ON `customers` (`region_id`);

CREATE INDEX `idx_customers_updated` ON `customers` (`updated_at`) COMMENT 'вибірка змін для сховища';

CREATE INDEX `idx_orders_customer` ON `orders` (`customer_id`);

CREATE INDEX `idx_orders_employee` ON `orders` (`employee_id`);

CREATE INDEX `idx_orders_region` ON `orders` (`region_id`);

CREATE INDEX `idx_orders_date` ON `orders` (`order_date`);

CREATE INDEX `idx_orders_updated` ON `orders` (`updated_at`) COMMENT 'вибірка змін для сховища';

CREATE INDEX `idx_order_items_order` ON `order_items` (`order_id`);

CREATE INDEX `idx_order_items_product` ON `order_items` (`product_id`);

ALTER TABLE `regions` COMMENT = 'Області.';

ALTER TABLE `employees` COMMENT = 'Продавці та менеджери.';

ALTER TABLE `customers` COMMENT = 'Клієнти.';

ALTER TABLE `orders` COMMENT = 'Замовлення.';

ALTER TABLE `order_items` COMMENT = 'Рядки замовлень.';

ALTER TABLE `employees` ADD FOREIGN KEY (`region_id`) REFERENCES `regions` (`id`);

ALTER TABLE `customers` ADD FOREIGN KEY (`region_id`) REFERENCES `regions` (`id`);

ALTER TABLE `orders` ADD FOREIGN KEY (`customer_id`) REFERENCES `customers` (`id`);

ALTER TABLE `orders` ADD FOREIGN KEY (`employee_id`) REFERENCES `employees` (`id`);

ALTER TABLE `orders` ADD FOREIGN KEY (`region_id`) REFERENCES `regions` (`id`);

ALTER TABLE `order_items` ADD FOREIGN KEY (`order_id`) REFERENCES `orders` (`id`);
