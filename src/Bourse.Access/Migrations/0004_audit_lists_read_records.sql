-- Lists select by what the records say, which is signed, and read the log by its places: nobody asks these any more.
DROP INDEX audit_log_by_account;
DROP INDEX audit_log_by_time;
