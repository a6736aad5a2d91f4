"""What is true and how we got it. Never imports dash, plotly or flask."""
