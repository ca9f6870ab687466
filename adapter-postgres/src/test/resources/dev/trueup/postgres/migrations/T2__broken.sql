CREATE TABLE second_table (a integer);
INSERT INTO second_table VALUES (1);
INSERT INTO no_such_table VALUES (1);
