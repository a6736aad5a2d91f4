DROP TABLE alerts, alert_rules;
DROP TYPE alert_status;
