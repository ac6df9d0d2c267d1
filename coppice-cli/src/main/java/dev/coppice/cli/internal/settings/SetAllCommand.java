package dev.coppice.cli.internal.settings;

import dev.coppice.control.AuditEvent;
import dev.coppice.ops.BatchRejected;
import dev.coppice.settings.NewFragment;
import java.util.ArrayList;
import java.util.List;
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
        var fragments = new ArrayList<NewFragment>();
        for (int index = 0; index < wanted.size(); index++) {
            var item = wanted.get(index);
            if (item.error() != null) {
                throw new BatchRejected("set-all", "settings", wanted.size(), index, item.error());
            }
            fragments.add(item.wanted());
        }
        var stored = transactions.write(
                store -> store.fragments().upsertAll(fragments),
                all -> Touched.json(all).map(event::after));
        return Bulk.all(stored);
    }
}
