package dev.coppice.cli.internal.connect;

import dev.coppice.ops.CoppiceException;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The kinds of subjects of a {@code coppice.yaml}.
 *
 * @param all every one, in its order
 */
public record DeclaredSubjects(List<Subject> all) {
    /** Copies the list. */
    public DeclaredSubjects {
        all = List.copyOf(all);
    }

    /** Those that go with a target. */
    public static DeclaredSubjects of(Target target) {
        return of(target.config());
    }

    /** Those of a file. */
    public static DeclaredSubjects of(Optional<Path> file) {
        return new DeclaredSubjects(ProjectConfig.read(file).subjects().entrySet().stream()
                .map(subject -> new Subject(subject.getKey(), subject.getValue()))
                .toList());
    }

    /** The one that a word names, by its name or its table. */
    public Subject named(String word) {
        return all.stream()
                .filter(subject -> subject.named(word))
                .findFirst()
                .orElseThrow(() -> unknown(word, all.stream().map(Subject::name).toList()));
    }

    static CoppiceException unknown(String word, List<String> declared) {
        return Fault.of("subject.unknown", Fault.Kind.USAGE)
                .refused("Subject \"" + word + "\" is not known.")
                .found(
                        declared.isEmpty()
                                ? "coppice.yaml declares none."
                                : "Declared are: " + String.join(", ", declared) + ".")
                .changed("Nothing was done.")
                .next("Name one that stands under subjects in coppice.yaml.")
                .exception();
    }
}
