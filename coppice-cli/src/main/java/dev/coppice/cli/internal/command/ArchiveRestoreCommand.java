package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.control.TableName;
import dev.coppice.prune.OnConflict;
import dev.coppice.prune.OpenArchive;
import dev.coppice.prune.RestoreOptions;
import dev.coppice.prune.RestoreProgress;
import dev.coppice.prune.Restores;
import dev.coppice.server.document.RestoreDocument;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts archived rows back. */
@Command(
        name = "restore",
        description = {
            "Put archived rows back, the newest chunk first, parents before children. Acts at once; --dry-run only says "
                    + "what would come back. A restore that was stopped goes on when the same is asked for again.",
            "",
            "  coppice archive restore 17",
            "  coppice archive restore 17 --table app.session --key 4711",
            "  coppice archive restore 17 --table app.session --where \"tenant = 7\" --into recovered",
            "",
            "Ends with 3 when a conflict stopped it before anything came back, with 4 when it did after that."
        })
final class ArchiveRestoreCommand extends DatabaseCommand {
    @Mixin
    ArchiveSource source = new ArchiveSource();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Rows of this table alone, with its schema; may be given several times.")
    List<String> tables = List.of();

    @Option(
            names = "--where",
            paramLabel = "SQL",
            description = "Those rows of the one table for which this is true, over its archived columns.")
    @Nullable
    String where;

    @Option(
            names = "--key",
            paramLabel = "VALUE",
            description = "The one row of the one table with this primary key; once for each of its columns, in order.")
    List<String> key = List.of();

    @Option(
            names = "--into",
            paramLabel = "SCHEMA",
            description = "Into tables of this schema, which are made where they are missing; without foreign keys.")
    @Nullable
    String into;

    @Option(
            names = "--on-conflict",
            paramLabel = "fail|skip|replace",
            defaultValue = "fail",
            description =
                    "Where a row is there already: stop, leave it out, or give the row there its values; default fail.")
    OnConflict onConflict = OnConflict.FAIL;

    @Option(names = "--dry-run", description = "Say what would come back, and write nothing.")
    boolean dryRun;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the restore and in the audit trail.")
    String reason = "restored from the command line";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    @Override
    protected int run(Target target) {
        var options = given(this::options);
        var database = target.connect(root().environment());
        try (var archive = given(() -> source.open(() -> database))) {
            return dryRun ? preview(database, archive, options) : restore(database, archive, options);
        }
    }

    @Override
    protected int run(Remote server) {
        given(this::options);
        var archive = given(source::campaign);
        var call = (dryRun
                        ? Call.question("archives", archive, "restore-plan")
                        : Call.post("archives", archive, "restore"))
                .with("tables", tables.isEmpty() ? null : tables)
                .with("where", where)
                .with("key", key.isEmpty() ? null : key)
                .with("into", into)
                .with("onConflict", onConflict.name().toLowerCase(Locale.ROOT))
                .with("reason", reason);
        var document = server.ask(call, RestoreDocument.class);
        terminal().answer(document, RestoreText.of(document));
        if (document.stopped() == null) {
            return ExitCode.DONE;
        }
        terminal().note("coppice: " + document.stopped());
        return ExitCode.PARTIAL;
    }

    private RestoreOptions options() {
        var options = RestoreOptions.by(Act.of(actor, reason)).onConflict(onConflict);
        for (var table : tables) {
            options = options.table(table(table));
        }
        try {
            options = where == null ? options : options.where(where);
            options = key.isEmpty() ? options : options.key(key);
        } catch (IllegalStateException impossible) {
            throw new IllegalArgumentException("--where and --key take one --table, and not each other", impossible);
        }
        return into == null ? options : options.into(into);
    }

    static TableName table(String word) {
        try {
            return TableName.parse(word);
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("TABLE must be " + malformed.getMessage() + ", was: " + word, malformed);
        }
    }

    private int preview(DataSource database, OpenArchive archive, RestoreOptions options) {
        var document = RestoreDocument.of(Restores.on(database).preview(archive.reader(), options));
        terminal().answer(document, RestoreText.of(document));
        return ExitCode.DONE;
    }

    private int restore(DataSource database, OpenArchive archive, RestoreOptions options) {
        var report = Restores.on(database).restore(archive.reader(), options, this::progressed);
        terminal().progress("");
        var document = RestoreDocument.of(report);
        terminal().answer(document, RestoreText.of(document));
        if (report.stopped().isEmpty()) {
            return ExitCode.DONE;
        }
        var fault = report.stopped().get();
        terminal().note("coppice: " + fault.code());
        terminal().note(fault.message());
        return report.restored().isEmpty() ? ExitCode.REFUSED : ExitCode.PARTIAL;
    }

    private void progressed(RestoreProgress progress) {
        terminal()
                .progress("restore " + progress.restore() + ": chunk " + progress.chunksDone() + " of "
                        + progress.chunks() + ", " + Figures.count(progress.rows(), "row", "rows"));
    }
}
