import { describe, expect, it } from '@jest/globals';
import { readOnlyStatement } from './read-only-statement';

const elsewhere = new Set([
  'file',
  'url',
  's3',
  'remote',
  'mysql',
  'executable',
  'merge',
  'cluster',
]);
const read = (sql: string) => readOnlyStatement(sql, elsewhere);

describe('a statement that reads', () => {
  it.each<{ sql: string; format: string | undefined }>`
    sql                                              | format
    ${'SELECT 1'}                                    | ${undefined}
    ${'select * from v_bets format JSONEachRow'}     | ${'JSONEachRow'}
    ${'SELECT 1 FORMAT CSV;'}                        | ${'CSV'}
    ${'WITH 1 AS x SELECT x'}                        | ${undefined}
    ${'(SELECT 1) UNION ALL (SELECT 2)'}             | ${undefined}
    ${'SHOW TABLES'}                                 | ${undefined}
    ${'DESCRIBE TABLE v_bets'}                       | ${undefined}
    ${'EXPLAIN PLAN SELECT 1'}                       | ${undefined}
    ${'EXISTS TABLE bets'}                           | ${undefined}
    ${"SELECT '; DROP TABLE bets' AS x"}             | ${undefined}
    ${"SELECT 'it''s' /* ; */ -- ; drop\n"}          | ${undefined}
    ${'SELECT "file" FROM bets'}                     | ${undefined}
    ${'SELECT count() FROM numbers(10)'}             | ${undefined}
    ${"SELECT format('{} {}', 'a', 'b')"}            | ${undefined}
    ${'SELECT {from:DateTime64(3)}'}                 | ${undefined}
    ${'SELECT * FROM system.columns'}                | ${undefined}
    ${'SELECT settings FROM (SELECT 1 AS settings)'} | ${undefined}
  `('passes: $sql', ({ sql, format }) => {
    expect(read(sql).format).toBe(format);
  });

  it('loses the semicolon at its end and nothing else', () => {
    expect(read('  SELECT 1 ; ').sql).toBe('  SELECT 1');
  });
});

describe('a statement that does anything else', () => {
  it.each<{ sql: string; why: RegExp }>`
    sql                                                    | why
    ${''}                                                  | ${/empty/}
    ${'INSERT INTO bets VALUES (1)'}                       | ${/only reading/}
    ${'WITH 1 AS x INSERT INTO bets SELECT x'}             | ${/only reading/}
    ${'CREATE TABLE t (x Int8) ENGINE = Memory'}           | ${/only reading/}
    ${'DROP TABLE bets'}                                   | ${/only reading/}
    ${'ALTER TABLE bets DELETE WHERE 1'}                   | ${/only reading/}
    ${'TRUNCATE TABLE bets'}                               | ${/only reading/}
    ${'SYSTEM SHUTDOWN'}                                   | ${/only reading/}
    ${'KILL QUERY WHERE 1'}                                | ${/only reading/}
    ${'GRANT ALL ON *.* TO default'}                       | ${/only reading/}
    ${'SET readonly = 0'}                                  | ${/only reading/}
    ${'USE system'}                                        | ${/only reading/}
    ${'BACKUP TABLE bets TO Disk(1)'}                      | ${/only reading/}
    ${'EXPLAIN AST DROP TABLE bets'}                       | ${/only reading/}
    ${'SELECT 1; DROP TABLE bets'}                         | ${/one statement/}
    ${'SELECT 1;;'}                                        | ${/one statement/}
    ${'SELECT 1 /* open'}                                  | ${/does not end/}
    ${"SELECT 'open"}                                      | ${/does not end/}
    ${"SELECT 'a\\'; DROP TABLE bets"}                     | ${/does not end/}
    ${"SELECT 1 INTO OUTFILE 'x.csv'"}                     | ${/OUTFILE/}
    ${"SELECT 1 INTO/**/OUTFILE 'x.csv'"}                  | ${/OUTFILE/}
    ${"SELECT file('/etc/passwd')"}                        | ${/elsewhere|out of/}
    ${"SELECT FILE ('/etc/passwd')"}                       | ${/elsewhere|out of/}
    ${"SELECT `file`('/etc/passwd')"}                      | ${/elsewhere|out of/}
    ${'SELECT "file"(\'/etc/passwd\')'}                    | ${/elsewhere|out of/}
    ${"SELECT * FROM file('/etc/passwd', 'LineAsString')"} | ${/elsewhere/}
    ${"SELECT * FROM bets, url('http://10.0.0.1/', CSV)"}  | ${/elsewhere/}
    ${"SELECT * FROM bets JOIN s3('x') AS s ON 1"}         | ${/elsewhere/}
    ${"SELECT * FROM remote('other', system.one)"}         | ${/elsewhere/}
    ${"SELECT * FROM mysql('h', 'd', 't', 'u', 'p')"}      | ${/elsewhere/}
    ${"SELECT * FROM executable('ls', TSV, 'a String')"}   | ${/elsewhere/}
    ${"SELECT * FROM merge('system', '.*')"}               | ${/elsewhere/}
    ${"SELECT dictGet('d', 'a', 1)"}                       | ${/out of/}
    ${'SELECT sleep(3)'}                                   | ${/out of/}
    ${'SELECT * FROM system.users'}                        | ${/operators/}
    ${'SELECT * FROM "system" . "processes"'}              | ${/operators/}
    ${'SELECT 1 SETTINGS max_execution_time = 1000'}       | ${/URL/}
    ${'SELECT 1 SETTINGS /**/ "max_threads" = 64'}         | ${/URL/}
    ${'SELECT * FROM {t:Identifier}'}                      | ${/never a name/}
  `('is refused: $sql', ({ sql, why }) => {
    expect(() => read(sql)).toThrow(why);
  });
});
