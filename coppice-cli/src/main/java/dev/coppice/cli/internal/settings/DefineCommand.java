package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.Document;
import dev.coppice.settings.NewDefinition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a setting exist. */
@Command(
        name = "define",
        description = {
            "Define a setting. It may be set nowhere until \"settings allow\" says where.",
            "",
            "  coppice settings define theme --schema @theme.schema.json"
        })
final class DefineCommand extends DatabaseCommand {
    @Parameters(paramLabel = "NAME", description = "Its name, 1 to 128 characters.")
    String name = "";

    @Option(
            names = "--schema",
            paramLabel = "JSON|@FILE",
            description = "The JSON Schema its values must answer to; none by default.")
    @Nullable
    String schema;

    @Mixin
    ActingOptions acting = new ActingOptions();

    @Override
    protected int run(Target target) {
        var event = given(() -> acting.event("setting-definition.created", "setting " + name));
        var wanted = new NewDefinition(
                name, Optional.ofNullable(schema).map(word -> Document.parse(given(() -> JsonWord.text(word)))));
        var made = SettingsTransactions.on(target, root())
                .write(store -> store.definitions().create(wanted), definition -> Optional.of(event));
        return told(DefinitionDocument.of(made));
    }

    @Override
    protected int run(Remote server) {
        var call = Call.post("settings", "definitions")
                .with("name", name)
                .with(
                        "schema",
                        Optional.ofNullable(schema)
                                .map(word -> Items.tree(Document.parse(given(() -> JsonWord.text(word)))))
                                .orElse(null))
                .because(given(acting::reason));
        return told(server.ask(call, DefinitionDocument.class));
    }

    private int told(DefinitionDocument made) {
        terminal().answer(made, "Setting " + made.name() + " is defined.");
        return ExitCode.DONE;
    }
}
