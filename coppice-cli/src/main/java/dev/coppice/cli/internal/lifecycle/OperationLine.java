package dev.coppice.cli.internal.lifecycle;

import dev.coppice.cli.internal.Terminal;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.StepState;
import java.util.stream.Collectors;

/** Shows how far a teardown is: on a terminal one line that changes, elsewhere a line for each change. One thread. */
final class OperationLine {
    private final Terminal terminal;
    private String told = "";

    OperationLine(Terminal terminal) {
        this.terminal = terminal;
    }

    void show(Operation operation) {
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

    private static String text(Operation operation) {
        var ended =
                operation.steps().stream().filter(step -> step.state().ended()).count();
        var at = operation.steps().stream()
                .filter(step -> !step.state().ended() && step.state() != StepState.PENDING)
                .map(OperationLine::word)
                .collect(Collectors.joining(", "));
        return "Operation " + operation.id() + " of " + operation.resource() + ": "
                + operation.state().stored() + ", " + ended + " of "
                + operation.steps().size() + " steps"
                + (at.isEmpty() ? "" : ", at " + at);
    }

    private static String word(OperationStep step) {
        return step.name() + " (" + step.state().stored() + ")";
    }
}
