namespace Bourse.Worker.Tests.Hostile;

/// <summary>Statements that hurt the engine in a process of our own: each may be answered or refused, and none may reach anything.</summary>
internal static class HostileStatements
{
    /// <summary>What looks for a way out. <c>{outside}</c> is a file that was not given, <c>{folder}</c> its folder, <c>{given}</c> the worker's own file.</summary>
    public static IReadOnlyList<string> Escapes { get; } =
    [
        "select * from read_csv('{given}')", "select * from read_text('{outside}')", "select * from read_csv('{given}/../../../{outside}')", "select * from '{outside}'",
        "select * from sniff_csv('{outside}')", "select * from glob('{folder}/*')", "select * from glob('/*')", "select * from glob('/etc/*')",
        "copy (select 1) to '{folder}/o.csv'", "copy (select 1) to '{given}.copy'", "copy (select 1) to '/dev/stdout'", "copy (select 1) to '/proc/self/fd/1'",
        "attach '{folder}/z.db'", "attach ':memory:' as m2", "export database '{folder}/e'", "import database '{folder}'", "install httpfs", "load httpfs",
        "install '{outside}'",
        "load '{folder}/a.duckdb_extension'", "set enable_external_access=true", "reset enable_external_access", "set memory_limit='9GB'", "set threads=64",
        "set global threads=64",
        "set temp_directory='{folder}'", "set allowed_directories=['/']", "set lock_configuration=false", "set allowed_configs=['threads']",
        "pragma enable_profiling='json'",
        "pragma profile_output='{folder}/p.json'", "set profiling_output='{folder}/p.json'", "create secret s (type s3)", "create persistent secret s (type s3)",
        "select getenv('HOME')",
        "select name,value from duckdb_settings() where name in ('temp_directory','secret_directory','home_directory','allowed_directories')",
        "select * from duckdb_databases()",
        "select * from duckdb_secrets()", "select current_setting('memory_limit')", "select * from parquet_metadata('{outside}')",
        "select * from parquet_file_metadata('{outside}')",
        "select * from parquet_kv_metadata('{outside}')", "set search_path='x'", "set variable a=1", "create macro f() as 1",
        "select count(*) from range(100000000000) limit 0",
        "pragma database_list", "call pragma_platform()", "select * from duckdb_logs", "call enable_logging()", "call enable_logging('QueryLog')",
        "call enable_logging(storage='file', storage_config={'path':'{folder}/lg'})", "call enable_logging(storage='stdout')", "call disable_logging()",
        "call truncate_duckdb_logs()",
        "set logging_level='trace'", "checkpoint", "force checkpoint", "select * from query('select 42')", "prepare p as select 1",
        "select * from read_blob('/proc/self/environ')",
        "select * from read_text('/proc/1/environ')", "select * from read_duckdb('{folder}/z.db')", "select * from read_json('{outside}')",
        "select * from read_json_objects('{outside}')",
        "select * from read_text('http://127.0.0.1:1/x')", "select * from read_parquet('s3://bucket/key')", "select write_log('x')", "select * from pragma_user_agent()",
        "select * from test_all_types() limit 1",
        "pragma enable_object_cache", "call enable_profiling()", "select * from duckdb_functions() limit 0", "select md5(content) from read_blob('{outside}')",
        "use nowhere", "vacuum", "pragma version",
        "create table t as select * from read_csv('{outside}')",
        "with recursive r as (select 1 x union all select x+1 from r where x < 100000) select count(*) from r limit 1",
    ];

    /// <summary>What takes memory: each is more than a worker has.</summary>
    public static IReadOnlyList<string> MemoryBombs { get; } =
    [
        "select len(repeat('x', 2000000000))", "select list_sum(range(400000000))", "create table big as select repeat(i::varchar, 1000000) from range(10000) t(i)",
        "select count(distinct a) from (select random() a from range(100000000))", "select string_agg(repeat('x', 100000), '') from range(100000)",
        "select list(a order by a) from (select random() a from range(100000000))",
    ];

    /// <summary>How a row filter by a view is got around: shapes of views, and what is asked of them.</summary>
    public static IEnumerable<(string View, string Attack)> Filters()
    {
        string[] views =
        [
            "select id,tenant,secret from t where tenant='a'", "select id,tenant,secret from t where lower(trim(tenant))='a'",
            "select id,tenant,secret from t where regexp_matches(tenant,'^a$')",
            "select id,tenant,secret from t where tenant in (select tenant from acl where usr='u1')",
            "select id,tenant,secret from t where exists (select 1 from acl where acl.tenant=t.tenant and usr='u1')",
            "select t.id,t.tenant,t.secret from t join acl on acl.tenant=t.tenant where usr='u1'",
            "select id,tenant,secret from t where list_contains(['a'],tenant)", "select id,tenant,secret from '{given}' where tenant='a'",
            "select id,tenant,secret from '{given}' where md5(tenant||'x')=md5('ax')", "select id,tenant,secret from t where tenant='a' offset 0",
            "with m as materialized (select * from t where tenant='a') select * from m", "select id,tenant,secret||'' as secret from t where tenant='a'",
            "select id,tenant,secret from t where tenant='a' union all select id,tenant,secret from t where false",
        ];
        string[] attacks =
        [
            "select count(*) from v where cast(secret as int)<0", "select count(*) from v where case when try_cast(secret as int) is null then error('LEAK '||secret) "
                + "else true end",
            "select count(*) from v where secret>'A' and error('LEAK '||secret)::bool", "select max(cast(secret as int)) from v",
            "select count(cast(secret as int)+1) from v",
            "select distinct stats(secret) from v", "select cast(secret as int) s from v order by s desc limit 1",
            "select count(*) from v join range(5) r(x) on cast(v.secret as int)=r.x",
            "explain analyze select * from v where secret like 'HID4%'", "select max(case when tenant='a' then secret else 'X' end) from v",
            "select stats from pragma_storage_info('t') where column_name='secret' limit 1",
        ];
        return from view in views from attack in attacks select (view, attack);
    }
}
