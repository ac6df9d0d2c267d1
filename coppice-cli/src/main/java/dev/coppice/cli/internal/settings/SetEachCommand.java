package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.control.AuditEvent;
import dev.coppice.settings.NewFragment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
        var possible = possible(wanted);
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

    @Override
    Bulk set(Remote server, List<Items.Item> wanted, @Nullable String reason) {
        var bulk = new Bulk();
        var places = new ArrayList<Integer>();
        for (int index = 0; index < wanted.size(); index++) {
            var item = wanted.get(index);
            if (item.error() == null) {
                places.add(index);
            } else {
                bulk.fail(index, item.name(), item.error());
            }
        }
        if (!places.isEmpty()) {
            var call = Call.post("settings", "fragments", "upsert-each")
                    .with("items", bodies(possible(wanted)))
                    .because(reason);
            var answer = server.ask(call, BulkAnswer.class);
            answer.items().forEach(bulk::add);
            answer.left()
                    .forEach(failed -> bulk.fail(
                            places.get(failed.index()),
                            wanted.get(places.get(failed.index())).name(),
                            failed.code(),
                            failed.message()));
        }
        return bulk.inOrder();
    }

    private static List<NewFragment> possible(List<Items.Item> wanted) {
        return wanted.stream().map(Items.Item::wanted).filter(Objects::nonNull).toList();
    }
}
