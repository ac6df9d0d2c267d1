package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.StoredArchives;
import dev.coppice.server.document.ArchiveDocument;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.StoredDocument;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The archives of a database's campaigns, or those that lie in a store. */
@Command(
        name = "list",
        description = {
            "List the archives of the campaigns of a database, newest first; with --from those that lie in a store.",
            "",
            "  coppice archive list",
            "  coppice archive list --from file:./archive"
        })
final class ArchiveListCommand extends ListingCommand<ArchiveDocument> {
    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "List a store without a database: file:FOLDER or s3://BUCKET/PREFIX.")
    @Nullable
    String from;

    @Option(names = "--policy", paramLabel = "NAME", description = "Of campaigns of this policy only; not with --from.")
    @Nullable
    String policy;

    @Override
    protected OptionalInt alone() {
        if (from == null) {
            return OptionalInt.empty();
        }
        root().requireHere("Leave --server out: with --from the store is read here.");
        return OptionalInt.of(inStore(from));
    }

    @Override
    CursorPage<ArchiveDocument> page(Target target) {
        var database = target.connect(root().environment());
        new CoppiceSchema(database).requireCurrent();
        var listing = Archives.on(database).list(query());
        return new CursorPage<>(
                listing.items().stream().map(ArchiveDocument::of).toList(), HoldCommand.next(listing.next()));
    }

    @Override
    protected int run(Remote server) {
        var call = page.numbered(Call.get("archives").with("policy", policy));
        return told(server.page(call, ArchiveDocument.class));
    }

    @Override
    Comparator<ArchiveDocument> order() {
        return Comparator.comparing(ArchiveDocument::createdAt).reversed();
    }

    @Override
    Shown<ArchiveDocument> shown() {
        return new Shown<>(
                List.of("CAMPAIGN", "POLICY", "STATE", "ROWS", "SIZE", "CREATED", "ARCHIVE", "STORE"),
                archive -> new Object[] {
                    archive.campaign(),
                    archive.policy(),
                    archive.state(),
                    count(archive.rows()),
                    Figures.bytes(archive.bytes()),
                    archive.createdAt(),
                    archive.archive(),
                    archive.location()
                },
                "No campaign of this database has an archive.");
    }

    private CampaignQuery query() {
        var newest = CampaignQuery.newest(page.limit);
        var paged =
                page.nextNumber().isPresent() ? newest.before(page.nextNumber().getAsLong()) : newest;
        return policy == null ? paged : paged.of(policy);
    }

    private int inStore(String address) {
        if (policy != null) {
            throw new ParameterException(
                    Objects.requireNonNull(spec, "picocli sets it").commandLine(), "--policy takes no --from");
        }
        var archives = StoredArchives.at(address).list().stream()
                .map(StoredDocument::of)
                .toList();
        var table = TextTable.of("ARCHIVE", "POLICY", "DATABASE", "ROWS", "SIZE", "STARTED", "ENCRYPTED");
        archives.forEach(archive -> row(table, archive));
        terminal()
                .answer(
                        PageOptions.document(archives, null),
                        archives.isEmpty() ? "There is no archive at " + address + "." : table.toString());
        return ExitCode.DONE;
    }

    private static void row(TextTable table, StoredDocument stored) {
        var rows = stored.rows();
        var bytes = stored.bytes();
        if (rows == null || bytes == null) {
            table.row(stored.archive(), String.valueOf(stored.problem()), "", "", "", "", "");
            return;
        }
        table.row(
                stored.archive(),
                String.valueOf(stored.policy()),
                String.valueOf(stored.database()),
                count(rows),
                Figures.bytes(bytes),
                String.valueOf(stored.startedAt()),
                Boolean.TRUE.equals(stored.encrypted()) ? "yes" : "no");
    }

    private static String count(Map<String, Long> rows) {
        return Figures.count(rows.values().stream().mapToLong(Long::longValue).sum());
    }
}
