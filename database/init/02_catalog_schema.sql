-- Generated from catalog_mysql.dbml: change it there and build again
-- Database: MySQL

SET NAMES utf8mb4;

CREATE TABLE `categories` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `name` varchar(100) NOT NULL,
  `parent_category_id` char(36) COMMENT 'порожньо — категорія верхнього рівня'
);

CREATE TABLE `products` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `name` varchar(255) NOT NULL,
  `sku` varchar(64) UNIQUE NOT NULL COMMENT 'артикул',
  `category_id` char(36) NOT NULL,
  `price` decimal(12,2) NOT NULL COMMENT 'поточна ціна, грн' CHECK (price > 0),
  `cost` decimal(12,2) NOT NULL COMMENT 'поточна собівартість, грн' CHECK (cost >= 0),
  `status` ENUM ('active', 'discontinued') NOT NULL DEFAULT 'active',
  `created_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP),
  `updated_at` datetime NOT NULL DEFAULT (CURRENT_TIMESTAMP)
);

CREATE INDEX `idx_categories_parent` ON `categories` (`parent_category_id`);

CREATE INDEX `idx_products_category` ON `products` (`category_id`);

CREATE INDEX `idx_products_updated` ON `products` (`updated_at`) COMMENT 'вибірка змін для сховища';

ALTER TABLE `categories` COMMENT = 'Дерево категорій.';

ALTER TABLE `products` COMMENT = 'Товари. Ціна й собівартість у замовленні — свої: вони не змінюються разом із каталогом.';

ALTER TABLE `categories` ADD FOREIGN KEY (`parent_category_id`) REFERENCES `categories` (`id`);

ALTER TABLE `products` ADD FOREIGN KEY (`category_id`) REFERENCES `categories` (`id`);
