package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.SharedArchive;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.Archives;
import dev.coppice.prune.CampaignQuery;
import dev.coppice.prune.StoredArchives;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The archives of a database's campaigns, or those that lie in a store. */
@Command(
        name = "list",
        description = {
            "List the archives of the campaigns of a database, newest first; with --from those that lie in a store.",
            "",
            "  coppice archive list",
            "  coppice archive list --from file:./archive"
        })
final class ArchiveListCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--from",
            paramLabel = "ADDRESS",
            description = "List a store without a database: file:FOLDER or s3://BUCKET/PREFIX.")
    @Nullable
    String from;

    @Option(names = "--policy", paramLabel = "NAME", description = "Of campaigns of this policy only; not with --from.")
    @Nullable
    String policy;

    @Mixin
    PageOptions page = new PageOptions();

    @Override
    public Integer call() {
        var exitCode = from == null ? ofCampaigns() : inStore(from);
        SharedArchive.keep();
        return exitCode;
    }

    private int ofCampaigns() {
        var root = root();
        var target = root.target();
        root.terminal().note(target.note());
        var database = target.connect(root.environment());
        new CoppiceSchema(database).requireCurrent();
        var listing = Archives.on(database).list(query());
        var archives = listing.items().stream().map(ArchiveDocument::of).toList();
        var table = TextTable.of("CAMPAIGN", "POLICY", "STATE", "ROWS", "SIZE", "CREATED", "ARCHIVE", "STORE");
        archives.forEach(archive -> archive.addTo(table));
        root.terminal()
                .answer(
                        PageOptions.document(archives, HoldCommand.next(listing.next())),
                        archives.isEmpty() ? "No campaign of this database has an archive." : table.toString());
        return ExitCode.DONE;
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
        var archives = StoredArchives.at(address).list();
        var table = TextTable.of("ARCHIVE", "POLICY", "DATABASE", "ROWS", "SIZE", "STARTED", "ENCRYPTED");
        archives.forEach(archive -> StoredDocument.addTo(table, archive));
        root().terminal()
                .answer(
                        PageOptions.document(
                                archives.stream().map(StoredDocument::of).toList(), null),
                        archives.isEmpty() ? "There is no archive at " + address + "." : table.toString());
        return ExitCode.DONE;
    }

    private CoppiceCommand root() {
        return CoppiceCommand.of(Objects.requireNonNull(spec, "picocli sets it"));
    }
}
