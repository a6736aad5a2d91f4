DROP TABLE area_scores, form_scores, anomaly_findings;
