package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Terminal;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.server.document.FreezesDocument;
import dev.coppice.server.document.FreezesDocument.Asked;
import dev.coppice.server.document.FreezesDocument.Item;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Every target of a server frozen or thawed by it.
 *
 * @param frozen how they should be
 * @param answer what became of each
 */
record FrozenThere(boolean frozen, FreezesDocument answer) {
    static FrozenThere of(boolean frozen, Remote server, String reason) {
        var call = frozen ? Call.post("freezes") : Call.delete("freezes");
        return new FrozenThere(frozen, server.ask(call.with("reason", reason), FreezesDocument.class));
    }

    int told(Terminal terminal) {
        terminal.answer(answer, table() + "\n" + sentence());
        answer.targets().forEach(asked -> {
            if (asked.error() != null) {
                terminal.note("coppice: " + asked.error().code());
                terminal.note("target " + asked.target() + ": " + asked.error().message());
            }
        });
        if (done() == answer.targets().size()) {
            return ExitCode.DONE;
        }
        return done() == 0 ? ExitCode.FAILED : ExitCode.PARTIAL;
    }

    /** Those that stand as they should; somebody else may have changed one back meanwhile. */
    private long done() {
        return answer.items().stream().filter(item -> item.frozen() == frozen).count();
    }

    private String otherwise() {
        return answer.items().stream()
                .filter(item -> item.frozen() != frozen)
                .map(Item::target)
                .collect(Collectors.joining(", "));
    }

    private String unknown() {
        return answer.targets().stream()
                .filter(asked -> asked.error() != null)
                .map(Asked::target)
                .collect(Collectors.joining(", "));
    }

    private String table() {
        return TextTable.of("TARGET", "NOW", "BY", "REASON")
                .rows(answer.targets().stream().map(this::cells))
                .toString();
    }

    private Object[] cells(Asked asked) {
        return answer.items().stream()
                .filter(item -> item.target().equals(asked.target()))
                .findFirst()
                .map(FrozenThere::cells)
                .orElseGet(() -> new Object[] {
                    asked.target(),
                    "not known: "
                            + Objects.requireNonNull(asked.error(), "it is no item")
                                    .code(),
                    "",
                    ""
                });
    }

    private static Object[] cells(Item item) {
        var word = (item.frozen() ? "frozen" : "not frozen") + (item.changed() ? "" : ", as before");
        return new Object[] {
            item.target(), word, item.by() == null ? "" : item.by(), item.reason() == null ? "" : item.reason()
        };
    }

    private String sentence() {
        var state = frozen ? "frozen" : "no longer frozen";
        if (done() == answer.targets().size()) {
            return "All " + done() + " are " + state + ".";
        }
        return done() + " of " + answer.targets().size() + " are " + state + "."
                + (otherwise().isEmpty() ? "" : " Changed by somebody else meanwhile: " + otherwise() + ".")
                + (unknown().isEmpty() ? "" : " Not known to be: " + unknown() + ".")
                + " Run the command again" + (unknown().isEmpty() ? "" : " once they answer")
                + ": the others stay as they are.";
    }
}
