package dev.coppice.cli.internal.command;

import dev.coppice.archive.query.ArchiveQuery;
import dev.coppice.archive.query.QueryResult;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.prune.OpenArchive;
import java.util.List;
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

    /** The answer as scripts see it. */
    record ResultDocument(List<String> columns, List<String> types, List<List<@Nullable Object>> rows, boolean more) {
        static ResultDocument of(QueryResult result) {
            return new ResultDocument(
                    result.columns().stream().map(QueryResult.Column::name).toList(),
                    result.columns().stream().map(QueryResult.Column::type).toList(),
                    result.rows(),
                    result.more());
        }
    }

    @Override
    int run(OpenArchive archive) {
        var limits = given(() -> options.limits(limit));
        var result = ArchiveQuery.over(archive.reader()).limits(limits).run(sql);
        terminal().answer(ResultDocument.of(result), text(result));
        terminal()
                .note(Figures.count(result.rows().size(), "row", "rows")
                        + (result.more() ? "; there are more: narrow the query, or raise --limit." : "."));
        return ExitCode.DONE;
    }

    private static String text(QueryResult result) {
        var table = TextTable.of(
                result.columns().stream().map(QueryResult.Column::name).toArray(String[]::new));
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
