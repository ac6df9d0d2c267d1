package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.ops.CoppiceException;
import dev.coppice.settings.Answer;
import dev.coppice.settings.Fragment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** How the items of a batch ended: those that were done, and those that were not, both in the order given. One thread. */
final class Bulk {
    private final List<FragmentDocument> items = new ArrayList<>();
    private final List<Failed> failed = new ArrayList<>();

    /**
     * An item that was not done.
     *
     * @param index its position, from 0
     * @param name what it names
     * @param code the error's code
     * @param message the error's message
     */
    record Failed(int index, String name, String code, String message) {}

    static Bulk all(List<FragmentDocument> stored) {
        var bulk = new Bulk();
        bulk.items.addAll(stored);
        return bulk;
    }

    void add(int index, String name, Answer<Fragment> answer) {
        switch (answer) {
            case Answer.Done<Fragment> done -> items.add(FragmentDocument.of(done.value()));
            case Answer.NotDone<Fragment> notDone -> fail(index, name, notDone.error());
        }
    }

    void add(FragmentDocument done) {
        items.add(done);
    }

    void fail(int index, String name, CoppiceException error) {
        fail(index, name, error.code(), error.fault().message());
    }

    void fail(int index, String name, String code, String message) {
        failed.add(new Failed(index, name, code, message));
    }

    /** With those that were not done in the order given. */
    Bulk inOrder() {
        failed.sort(Comparator.comparingInt(Failed::index));
        return this;
    }

    /** What was done. */
    public List<FragmentDocument> getItems() {
        return List.copyOf(items);
    }

    /** What was not. */
    public List<Failed> getFailed() {
        return List.copyOf(failed);
    }

    int exitCode() {
        if (failed.isEmpty()) {
            return ExitCode.DONE;
        }
        return items.isEmpty() ? ExitCode.REFUSED : ExitCode.PARTIAL;
    }

    String text(String verb, String one, String many) {
        var done = Figures.count(items.size(), one, many) + (items.size() == 1 ? " is " : " are ") + verb + ".";
        return failed.isEmpty()
                ? done
                : done + " " + Figures.count(failed.size(), one + " is not:", many + " are not:")
                        + failed.stream()
                                .map(each -> "\n  " + each.name() + ": " + each.message())
                                .collect(Collectors.joining());
    }
}
