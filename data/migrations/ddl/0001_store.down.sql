-- Takes back 0001_store. Roles belong to the cluster, not to this database, and stay.
DROP MATERIALIZED VIEW baseline_comparison, ward_profiles, election_summary;
DROP TABLE audit_log, gate_findings, publications, versions, ward_tallies, ward_counts, dirty_log, form_votes,
  result_forms, baseline_areas, baseline_links, candidates, parties, races, contests, elections,
  polling_stations, register_areas, registers, geometry_documents, area_neighbours, areas, geographies CASCADE;
DROP TABLE users CASCADE;
DROP SEQUENCE tally_seq;
DROP FUNCTION app_role(), app_user_id(), log_dirty_insert(), log_dirty_update(), refuse_change(),
  refuse_figure_change(), set_audit_row_hash(), refresh_views();
DROP TYPE form_state, user_role, election_status;
