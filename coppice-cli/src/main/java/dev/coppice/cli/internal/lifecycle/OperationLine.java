package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.lifecycle.StepState;
import dev.coppice.server.document.DeprovisionDocument;
import java.util.stream.Collectors;

/** Shows how far a teardown is: on a terminal one line that changes, elsewhere a line for each change. One thread. */
final class OperationLine {
    private final Terminal terminal;
    private String told = "";

    OperationLine(Terminal terminal) {
        this.terminal = terminal;
    }

    void show(DeprovisionDocument operation) {
        var line = text(operation);
        if (line.equals(told)) {
            return;
        }
        told = line;
        if (Boolean.getBoolean("coppice.terminal")) {
            terminal.progress(line);
        } else {
            terminal.note(line);
        }
    }

    void end() {
        terminal.progress("");
    }

    private static String text(DeprovisionDocument operation) {
        var ended = operation.steps().stream().filter(step -> step.ended()).count();
        var at = operation.steps().stream()
                .filter(step -> !step.ended() && !step.outcome().equals(StepState.PENDING.stored()))
                .map(step -> step.step() + " (" + step.outcome() + ")")
                .collect(Collectors.joining(", "));
        return "Operation " + operation.operation() + " of " + operation.kind() + " " + operation.resource() + ": "
                + operation.begun().state() + ", " + ended + " of "
                + operation.steps().size() + " steps"
                + (at.isEmpty() ? "" : ", at " + at);
    }
}
