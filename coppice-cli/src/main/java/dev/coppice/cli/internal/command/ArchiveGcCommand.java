package dev.coppice.cli.internal.command;

import dev.coppice.archive.ArchiveStores;
import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.Act;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.prune.ArchiveGc;
import dev.coppice.prune.Archives;
import dev.coppice.server.document.WasteDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Removes what crashes have left behind in stores. */
@Command(
        name = "gc",
        description = {
            "Show the bytes that crashes have left in the stores of a database's campaigns and that no committed frame "
                    + "refers to; with --execute remove them. Archived rows are never touched.",
            "",
            "  coppice archive gc",
            "  coppice archive gc --execute"
        })
final class ArchiveGcCommand extends DatabaseCommand {
    @Option(
            names = "--store",
            paramLabel = "ADDRESS",
            description = "This store alone; by default each that a campaign of this database has archived into.")
    @Nullable
    String store;

    @Option(names = "--execute", description = "Remove what is shown without it.")
    boolean execute;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit trail.")
    String reason = "cleaned up from the command line";

    @Option(
            names = "--actor",
            paramLabel = "NAME",
            description = "Who; the name of the operating system's user by default.")
    String actor = System.getProperty("user.name");

    @Override
    protected int run(Target target) {
        var act = given(() -> Act.of(actor, reason));
        var database = target.connect(root().environment());
        new CoppiceSchema(database).requireCurrent();
        var gc = ArchiveGc.on(database);
        var found = new ArrayList<WasteDocument.Store>();
        for (var address : store == null ? Archives.on(database).locations() : List.of(store)) {
            try (var opened = ArchiveStores.open(address)) {
                found.add(WasteDocument.Store.of(address, execute ? gc.execute(opened, act) : gc.plan(opened)));
            }
        }
        return told(WasteDocument.of(execute, found));
    }

    @Override
    protected int run(Remote server) {
        var by = given(() -> Act.of(actor, reason));
        var call = execute
                ? Call.post("archive-waste", "collect").with("store", store).with("reason", by.reason())
                : Call.get("archive-waste").with("store", store);
        return told(server.ask(call, WasteDocument.class));
    }

    private int told(WasteDocument found) {
        terminal().answer(found, text(found.items(), found.bytes()));
        return ExitCode.DONE;
    }

    private String text(List<WasteDocument.Store> stores, long bytes) {
        var said = new StringBuilder();
        var table = TextTable.of("STORE", "OBJECT", execute ? "REMOVED" : "TO REMOVE");
        stores.forEach(each ->
                each.waste().forEach(waste -> table.row(each.store(), waste.object(), Figures.bytes(waste.bytes()))));
        if (stores.isEmpty()) {
            said.append("No campaign of this database has archived into a store.");
        } else if (bytes == 0) {
            said.append("There is nothing to remove.");
        } else {
            said.append(table).append("\n\n").append(Figures.bytes(bytes));
            said.append(execute ? " removed." : " may go; --execute removes them.");
        }
        stores.forEach(each -> {
            each.ignored().forEach(reason -> said.append('\n').append(reason));
            each.foreign()
                    .forEach(id -> said.append('\n')
                            .append("Another database's, and left alone: ")
                            .append(id));
        });
        return said.toString();
    }
}
