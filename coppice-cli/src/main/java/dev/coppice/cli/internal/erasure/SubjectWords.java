package dev.coppice.cli.internal.erasure;

import dev.coppice.cli.internal.connect.DeclaredSubjects;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ServerSubjects;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.prune.Subject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which subject is meant. */
final class SubjectWords {
    @Option(
            names = "--subject",
            paramLabel = "NAME:KEY",
            description =
                    "The kind of subject, by its name in coppice.yaml or its table, and the first value of its key.")
    @Nullable
    String subject;

    /** The kind and the first value; the key's other values follow. */
    record Named(String kind, List<String> key) {
        Named {
            key = List.copyOf(key);
        }

        Subject declared(Target target) {
            return DeclaredSubjects.of(target).named(kind);
        }

        String declared(Remote server) {
            return new ServerSubjects(server).named(kind);
        }
    }

    Named named(List<String> more) {
        var colon = subject == null ? -1 : subject.indexOf(':');
        if (subject == null || colon < 1 || colon == subject.length() - 1) {
            throw new IllegalArgumentException("--subject must be NAME:KEY, such as user:4711, with further values of a"
                    + " longer key behind it");
        }
        var key = new ArrayList<>(List.of(subject.substring(colon + 1)));
        key.addAll(more);
        return new Named(subject.substring(0, colon), key);
    }
}
