// TEESoftware
