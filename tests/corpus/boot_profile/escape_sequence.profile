[31mets
