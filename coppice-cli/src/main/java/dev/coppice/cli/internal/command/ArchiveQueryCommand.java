package dev.coppice.cli.internal.command;

import dev.coppice.archive.query.ArchiveQuery;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.prune.OpenArchive;
import dev.coppice.server.document.QueryDocument;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks an archive with SQL. */
@Command(
        name = "query",
        description = {
            "Run one SELECT over the deleted rows of an archive, with DuckDB. Each table has the schema and the name it "
                    + "had; nothing but the archive can be read.",
            "",
            "  coppice archive query 17 \"SELECT status, count(*) FROM app.session GROUP BY status\""
        })
final class ArchiveQueryCommand extends ArchiveReadingCommand {

    @Parameters(index = "1", paramLabel = "SQL", description = "One SELECT.")
    String sql = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10000",
            description = "At most so many rows; default 10000.")
    int limit;

    @Mixin
    QueryOptions options = new QueryOptions();

    @Override
    int run(OpenArchive archive) {
        var limits = given(() -> options.limits(limit));
        var result = ArchiveQuery.over(archive.reader()).limits(limits).run(sql);
        return told(QueryDocument.of(result));
    }

    @Override
    protected int run(Remote server) {
        given(() -> options.limits(limit));
        var call = Call.question("archives", given(source::campaign), "query")
                .with("sql", sql)
                .with("limit", limit)
                .with("time", options.time)
                .with("memoryMebibytes", options.memory);
        return told(server.ask(call, QueryDocument.class));
    }

    private int told(QueryDocument result) {
        terminal().answer(result, text(result));
        terminal()
                .note(Figures.count(result.rows().size(), "row", "rows")
                        + (result.more() ? "; there are more: narrow the query, or raise --limit." : "."));
        return ExitCode.DONE;
    }

    private static String text(QueryDocument result) {
        var table = TextTable.of(result.columns().toArray(String[]::new));
        result.rows()
                .forEach(row ->
                        table.row(row.stream().map(ArchiveQueryCommand::cell).toArray()));
        return table.toString();
    }

    // A line break in a value would tear the table apart.
    private static String cell(@Nullable Object value) {
        return value == null ? "NULL" : value.toString().replace("\r", "\\r").replace("\n", "\\n");
    }
}
