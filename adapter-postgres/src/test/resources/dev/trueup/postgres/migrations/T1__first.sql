CREATE TABLE first_table (a integer);
