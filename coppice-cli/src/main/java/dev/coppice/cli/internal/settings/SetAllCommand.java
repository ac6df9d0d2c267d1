package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.control.AuditEvent;
import dev.coppice.ops.BatchRejected;
import dev.coppice.settings.NewFragment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** All or none. */
@Command(
        name = "set-all",
        description = {
            "Set many settings at a scope, all of them or none.",
            "",
            "  coppice settings set-all @items.json --scope user:4711"
        })
final class SetAllCommand extends SetManyCommand {
    @Override
    Bulk set(SettingsTransactions transactions, List<Items.Item> wanted, AuditEvent event) {
        var fragments = possible(wanted);
        var stored = transactions.write(
                store -> store.fragments().upsertAll(fragments),
                all -> Touched.json(all).map(event::after));
        return Bulk.all(stored.stream().map(FragmentDocument::of).toList());
    }

    @Override
    Bulk set(Remote server, List<Items.Item> wanted, @Nullable String reason) {
        var call = Call.post("settings", "fragments", "upsert-all")
                .with("items", bodies(possible(wanted)))
                .because(reason);
        return Bulk.all(server.ask(call, BulkAnswer.class).items());
    }

    private static List<NewFragment> possible(List<Items.Item> wanted) {
        var fragments = new ArrayList<NewFragment>();
        for (int index = 0; index < wanted.size(); index++) {
            var item = wanted.get(index);
            if (item.error() != null) {
                throw new BatchRejected("set-all", "settings", wanted.size(), index, item.error());
            }
            fragments.add(item.wanted());
        }
        return fragments;
    }
}
