package dev.coppice.cli.internal.settings;

import dev.coppice.control.AuditEvent;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine.Command;

/** Each on its own. */
@Command(
        name = "set-each",
        description = {
            "Set many settings at a scope, each on its own: what cannot be set is told and the others are set.",
            "",
            "  coppice settings set-each @items.json --scope user:4711"
        })
final class SetEachCommand extends SetManyCommand {
    @Override
    Bulk set(SettingsTransactions transactions, List<Items.Item> wanted, AuditEvent event) {
        var possible =
                wanted.stream().map(Items.Item::wanted).filter(Objects::nonNull).toList();
        var answers = transactions.write(
                store -> store.fragments().upsertEach(possible),
                all -> Touched.doneOf(all).map(event::after));
        var bulk = new Bulk();
        var next = answers.iterator();
        for (int index = 0; index < wanted.size(); index++) {
            var item = wanted.get(index);
            if (item.error() == null) {
                bulk.add(index, item.name(), next.next());
            } else {
                bulk.fail(index, item.name(), item.error());
            }
        }
        return bulk;
    }
}
