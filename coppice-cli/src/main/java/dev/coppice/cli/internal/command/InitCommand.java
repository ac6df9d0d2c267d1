package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.ops.Fault;
import dev.coppice.prune.Init;
import dev.coppice.prune.Policy;
import dev.coppice.server.document.InitDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A first configuration for a stranger's database. */
@Command(
        name = "init",
        description = {
            "Read the catalogue and the statistics of a database and propose policies for it, as a coppice.yaml with "
                    + "comments.",
            "",
            "It is printed, and kept in ./coppice.yaml unless that exists. The database is only read; no table of it is."
        })
final class InitCommand extends DatabaseCommand {
    private static final Path USUAL = Path.of("coppice.yaml");

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Keep it in this file, which must not exist; ./coppice.yaml by default.")
    @Nullable
    Path out;

    @Option(names = "--force", description = "Replace the file where it exists.")
    boolean force;

    @Override
    protected int run(Target target) {
        if (out != null && !force && Files.exists(out)) {
            throw exists(out).exception();
        }
        var draft = Init.on(target.connect(root().environment())).draft();
        var policies = draft.policies().stream().map(Policy::name).toList();
        return drafted(new InitDocument(null, policies, draft.yaml()), target(target));
    }

    @Override
    protected int run(Remote server) {
        if (out != null && !force && Files.exists(out)) {
            throw exists(out).exception();
        }
        return drafted(server.ask(Call.get("init"), InitDocument.class), Optional.empty());
    }

    private int drafted(InitDocument draft, Optional<String> target) {
        var yaml = draft.yaml() + target.map(section -> "\n" + section).orElse("");
        var kept = keep(yaml);
        terminal().answer(new InitDocument(kept.map(Path::toString).orElse(null), draft.policies(), yaml), yaml);
        terminal().note(told(kept, target.isPresent(), draft.policies().size()));
        return ExitCode.DONE;
    }

    // What was typed is worth keeping: the commands after this one need it too. A secret is not.
    private static Optional<String> target(Target target) {
        var url = target.url().toString();
        return !target.origin().equals("--url") || url.contains("…")
                ? Optional.empty()
                : Optional.of("target:\n  url: " + quoted(url) + "\n  user: "
                        + quoted(target.url().user()) + "\n");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private Optional<Path> keep(String yaml) {
        if (out == null && !force && Files.exists(USUAL)) {
            return Optional.empty();
        }
        var file = out == null ? USUAL : out;
        try {
            var folder = file.toAbsolutePath().getParent();
            var draft = Files.createTempFile(folder, ".coppice", ".draft");
            try {
                Files.writeString(draft, yaml);
                return Optional.of(moved(draft, file));
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write " + file, failure);
        }
    }

    // Written whole or not at all, and never over a file that came to be meanwhile.
    private Path moved(Path draft, Path file) throws IOException {
        if (force) {
            return Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.exists(file)) {
            throw exists(file).exception();
        }
        return Files.move(draft, file);
    }

    private String told(Optional<Path> kept, boolean named, int policies) {
        var found = Figures.count(policies, "policy", "policies");
        return kept.map(file ->
                        "Kept in " + file + ", " + found + ". Look at it, then run \"" + next(file, named) + "\".")
                .orElse("coppice.yaml exists and was left as it is; what was found, " + found
                        + ", is printed only. Give --out FILE, or --force to replace it.");
    }

    private String next(Path file, boolean named) {
        var words = new ArrayList<>(List.of("doctor"));
        if (!file.equals(USUAL)) {
            words.addAll(List.of("--config", file.toString()));
        }
        return named ? CoppiceCommand.typed(words) : root().again(words.toArray(String[]::new));
    }

    private static Fault exists(Path file) {
        return Fault.of("init.file-exists", Fault.Kind.REFUSED)
                .refused("No configuration was written.")
                .found("The file " + file + " exists.")
                .changed("Nothing was changed.")
                .next("Give another file with --out, or --force to replace this one.");
    }
}
