"""Accounts: sessions, passwords, second factors, tokens, invitations, personal data, scopes, assignments."""
