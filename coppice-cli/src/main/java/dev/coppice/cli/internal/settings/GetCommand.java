package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.CoppiceSchema;
import dev.coppice.settings.MergedSettings;
import dev.coppice.settings.Origin;
import dev.coppice.settings.Scope;
import dev.coppice.settings.Settings;
import dev.coppice.settings.Viewer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Settings as somebody sees them. */
@Command(
        name = "get",
        description = {
            "Read settings merged, as somebody in these scopes sees them; without --scope what is public alone, "
                    + "as it is shown before anybody has logged in.",
            "",
            "  coppice settings get theme --scope organisation:7 --scope user:4711 --origins"
        })
final class GetCommand extends DatabaseCommand {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The settings, 100 at most.")
    List<String> names = List.of();

    @Option(
            names = "--scope",
            paramLabel = "SCOPE",
            description = "A scope the reader is in: TYPE:ID as in user:4711; one of each type. Public is understood.")
    List<String> scopes = List.of();

    @Option(names = "--origins", description = "Say which scope gave which key.")
    boolean origins;

    /** A merged setting as scripts see it. */
    record MergedDocument(
            String name,
            Map<String, Object> value,
            @Nullable List<OriginDocument> origins) {}

    /** Where a key comes from. */
    record OriginDocument(String pointer, ScopeDocument scope, int rank) {
        static OriginDocument of(Origin origin) {
            return new OriginDocument(origin.pointer(), ScopeDocument.of(origin.scope()), origin.rank());
        }
    }

    /** The answer as scripts see it. */
    record GetDocument(List<MergedDocument> items, String etag) {}

    @Override
    protected int run(Target target) {
        var viewer = given(() -> new Viewer(scopes.stream()
                .map(word -> ScopeWord.parse("--scope", word, target))
                .toList()));
        var source = target.connect(root().environment());
        new CoppiceSchema(source).requireCurrent();
        MergedSettings merged;
        try (var settings = Settings.on(source)) {
            merged = settings.read(viewer, names);
        }
        return told(document(merged));
    }

    @Override
    protected int run(Remote server) {
        var viewer = given(() -> new Viewer(
                scopes.stream().map(word -> ScopeWord.parse("--scope", word)).toList()));
        var call = viewer.scopes().isEmpty()
                ? Call.get("settings", "public")
                : Call.get("settings", "of")
                        .with(
                                "scope",
                                viewer.scopes().stream().map(Scope::toString).toList());
        return told(server.ask(call.with("name", names).with("origins", origins), GetDocument.class));
    }

    private int told(GetDocument merged) {
        terminal().answer(merged, text(merged));
        return ExitCode.DONE;
    }

    private GetDocument document(MergedSettings merged) {
        return new GetDocument(
                merged.items().stream()
                        .map(item -> new MergedDocument(
                                item.name(),
                                item.value().asMap(),
                                origins
                                        ? item.origins().stream()
                                                .map(OriginDocument::of)
                                                .toList()
                                        : null))
                        .toList(),
                merged.etag());
    }

    /** Of one setting its value alone, so that it can be read by what comes behind. */
    private String text(GetDocument merged) {
        return merged.items().size() == 1
                ? text(merged.items().getFirst())
                : merged.items().stream()
                        .map(item -> item.name() + "\n" + text(item))
                        .collect(Collectors.joining("\n\n"));
    }

    private String text(MergedDocument item) {
        var value = JsonText.pretty(item.value());
        if (item.origins() == null) {
            return value;
        }
        var table = TextTable.of("KEY", "FROM", "RANK");
        item.origins()
                .forEach(origin -> table.row(
                        JsonText.escaped(origin.pointer()), origin.scope().word(), origin.rank()));
        return value + "\n\n" + (item.origins().isEmpty() ? "Nobody says anything of it." : table);
    }
}
