DROP TABLE anomaly_reviews, anomaly_wards, area_scores, form_scores, anomaly_findings;
DROP FUNCTION settle_anomaly_review();
DROP FUNCTION open_score_of(bigint);
