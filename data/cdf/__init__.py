"""Published versions as election reports of NIST SP 1500-100 version 2, in JSON and XML, and their detached signatures.

`report.chunks` writes a report piece by piece out of the published files and nothing else; the same version always makes the
same bytes, so whoever has a copy of the version can make the file again. Called by the API and `matokeo export`.
"""
