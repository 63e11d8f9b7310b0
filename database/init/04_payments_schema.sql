-- Generated from payments_mysql.dbml: change it there and build again
-- Database: MySQL

SET NAMES utf8mb4;

CREATE TABLE `payments` (
  `id` char(36) PRIMARY KEY COMMENT 'UUID',
  `order_id` char(36) NOT NULL COMMENT 'Ref: Orders DB (orders.id), без FK',
  `method` ENUM ('card', 'paypal', 'bank_transfer', 'cash') NOT NULL,
  `paid_at` datetime NOT NULL,
  `amount` decimal(14,2) NOT NULL COMMENT 'грн'
);

CREATE INDEX `idx_payments_order` ON `payments` (`order_id`);

CREATE INDEX `idx_payments_paid_at` ON `payments` (`paid_at`);

ALTER TABLE `payments` COMMENT = 'Оплати замовлень.';
