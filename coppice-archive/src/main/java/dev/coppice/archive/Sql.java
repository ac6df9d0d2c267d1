package dev.coppice.archive;

/** Names as they stand in SQL. */
final class Sql {
    private Sql() {}

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
