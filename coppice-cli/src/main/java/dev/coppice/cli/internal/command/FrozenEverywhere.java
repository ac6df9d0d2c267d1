package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.cli.internal.fleet.Answer.Failed;
import dev.coppice.cli.internal.fleet.Answer.Given;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.fleet.FleetDocument;
import dev.coppice.control.Act;
import dev.coppice.control.Freeze;
import dev.coppice.control.FreezeState;
import dev.coppice.ops.CoppiceException;
import dev.coppice.server.document.FreezeDocument;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Several databases frozen or thawed, all at once and each on its own: one that is down keeps no other waiting. One that is as it
 * should be already is left as it is, so that the command can be repeated.
 *
 * @param frozen how they should be
 * @param answers what became of each
 */
record FrozenEverywhere(boolean frozen, Answers<Stand> answers) {
    /** Longer than the locks and connections it waits for. */
    private static final Duration LONGEST = Duration.ofMinutes(1);

    /**
     * How a database stands.
     *
     * @param changed whether this command made it so
     * @param state how it is now
     */
    record Stand(boolean changed, FreezeDocument state) {}

    static FrozenEverywhere of(boolean frozen, List<Target> targets, Act act, Map<String, String> environment) {
        return new FrozenEverywhere(
                frozen,
                Answers.within(LONGEST, targets, target -> changed(frozen, Transactions.on(target, environment), act)));
    }

    int told(Terminal terminal) {
        terminal.answer(terminal.json() ? document() : "", table() + "\n" + sentence());
        answers.tell(terminal);
        return answers.exitCode();
    }

    private static Stand changed(boolean frozen, Transactions transactions, Act act) {
        try {
            return transactions.run(transaction -> {
                var freeze = Freeze.in(transaction);
                if (freeze.state() instanceof FreezeState.Frozen == frozen) {
                    return new Stand(false, FreezeDocument.of(freeze.state()));
                }
                if (frozen) {
                    freeze.freeze(act);
                } else {
                    freeze.unfreeze(act);
                }
                return new Stand(true, FreezeDocument.of(freeze.state()));
            });
        } catch (CoppiceException refused) {
            // Somebody else did it between the look and the change.
            if (!refused.code().equals(frozen ? "freeze.already-frozen" : "freeze.not-frozen")) {
                throw refused;
            }
            return new Stand(
                    false,
                    transactions.run(transaction ->
                            FreezeDocument.of(Freeze.in(transaction).state())));
        }
    }

    private Map<String, @Nullable Object> document() {
        var items = answers.given().stream()
                .map(given -> FleetDocument.of(given.target(), given.value().state())
                        .put("changed", given.value().changed()))
                .toList();
        var document = new LinkedHashMap<String, @Nullable Object>();
        document.put("items", items);
        document.put("next", null);
        document.put("targets", FleetDocument.targets(answers));
        return document;
    }

    private String table() {
        return TextTable.of("TARGET", "NOW", "BY", "REASON")
                .rows(answers.all().stream().map(answer -> switch (answer) {
                    case Given<Stand> given -> cells(given.target(), given.value());
                    case Failed<Stand> failed ->
                        new Object[] {
                            failed.target().called(),
                            "not known: " + failed.fault().code(),
                            "",
                            ""
                        };
                }))
                .toString();
    }

    private static Object[] cells(Target target, Stand stand) {
        var state = stand.state();
        var word = (state.frozen() ? "frozen" : "not frozen") + (stand.changed() ? "" : ", as before");
        return new Object[] {
            target.called(), word, state.by() == null ? "" : state.by(), state.reason() == null ? "" : state.reason()
        };
    }

    private String sentence() {
        var state = frozen ? "frozen" : "no longer frozen";
        var done = answers.given().size();
        if (answers.failed().isEmpty()) {
            return done == 1 ? "It is " + state + "." : "All " + done + " are " + state + ".";
        }
        return done + " of " + answers.all().size() + " are " + state + ". Not known to be: "
                + answers.failed().stream()
                        .map(failed -> failed.target().called())
                        .collect(Collectors.joining(", "))
                + ". Run the command again once they answer: the others stay as they are.";
    }
}
