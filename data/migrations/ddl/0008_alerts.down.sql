DROP FUNCTION alert_assignees(bigint);
DROP FUNCTION delivery_address(bigint);
DROP FUNCTION app_has_address();
DROP TABLE delivery_attempts, delivery_items, deliveries, webhooks, notification_preferences, notifications, alert_outbox,
  alert_events, alert_pending, alerts, alert_rule_overrides, alert_rules;
DROP FUNCTION app_sets_rules();
DROP FUNCTION log_alert_outbox();
DROP INDEX form_steps_at;
REVOKE SELECT ON user_private FROM matokeo_definer;
DROP TYPE alert_status;
