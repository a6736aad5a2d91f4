DROP TABLE cartogram_documents;
