package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.fleet.Answers;
import dev.coppice.cli.internal.fleet.MergedList;
import dev.coppice.server.document.CursorPage;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;

/** A command that lists what a database has; of several databases it makes one list. */
abstract class ListingCommand<D> extends DatabaseCommand {
    @Mixin
    PageOptions page = new PageOptions();

    /**
     * How a list is shown.
     *
     * @param heads the heads of its columns
     * @param cells what stands in them
     * @param none what is said of an empty one
     */
    record Shown<D>(List<String> heads, Function<D, Object[]> cells, String none) {}

    /** The page of one database. */
    abstract CursorPage<D> page(Target target);

    /** In which order the items of several databases stand. */
    abstract Comparator<D> order();

    abstract Shown<D> shown();

    @Override
    protected int run(Target target) {
        return told(page(target));
    }

    @Override
    protected int run(List<Target> targets) {
        page.requireFirst();
        over(targets);
        var answers = Answers.of(targets, this::page);
        var merged = MergedList.of(answers, order());
        if (terminal().json()) {
            terminal().answer(merged.document(), "");
        } else if (!answers.given().isEmpty()) {
            terminal().answer("", text(merged));
        }
        answers.tell(terminal());
        return answers.exitCode();
    }

    final int told(CursorPage<D> found) {
        var table = TextTable.of(shown().heads().toArray(String[]::new))
                .rows(found.items().stream().map(shown().cells()));
        terminal().answer(found, found.items().isEmpty() ? shown().none() : table.toString());
        return ExitCode.DONE;
    }

    private String text(MergedList<D> merged) {
        if (merged.items().isEmpty()) {
            return shown().none();
        }
        return merged.table(shown().heads(), shown().cells())
                + merged.more().entrySet().stream()
                        .map(more -> "\nMore of " + more.getKey() + " with --target " + more.getKey() + " --next "
                                + more.getValue() + ".")
                        .collect(Collectors.joining());
    }
}
