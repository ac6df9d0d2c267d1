package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.Figures;
import dev.coppice.cli.internal.command.CommandGroup;
import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.settings.DefinitionChange;
import dev.coppice.settings.Document;
import dev.coppice.settings.Purge;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.NullNode;

/** One setting: what it is, its schema, its end. */
@Command(
        name = "definition",
        description = "Show a definition, change its schema, or remove it with all that hangs on it.",
        subcommands = {
            DefinitionCommand.Show.class,
            DefinitionCommand.Update.class,
            DefinitionCommand.PurgeDefinition.class
        })
final class DefinitionCommand extends CommandGroup {

    @Command(name = "show", description = "Show a definition with its schema.")
    static final class Show extends DatabaseCommand {
        @Parameters(paramLabel = "NAME", description = "The setting.")
        String name = "";

        @Override
        protected int run(Target target) {
            return told(DefinitionDocument.of(
                    SettingsTransactions.on(target, root()).read(store -> new Found(store).definition(name))));
        }

        @Override
        protected int run(Remote server) {
            return told(new Asked(server).definition(name));
        }

        private int told(DefinitionDocument definition) {
            var head = definition.name() + ", version " + definition.version() + ", changed " + definition.updatedAt()
                    + ".\n";
            terminal()
                    .answer(
                            definition,
                            head
                                    + (definition.schema() == null
                                            ? "It has no schema."
                                            : JsonText.pretty(definition.schema())));
            return ExitCode.DONE;
        }
    }

    @Command(name = "update", description = "Give a setting another schema, or none. Stored values stay as they are.")
    static final class Update extends DatabaseCommand {
        @Parameters(paramLabel = "NAME", description = "The setting.")
        String name = "";

        @ArgGroup(multiplicity = "1")
        Schema schema = new Schema();

        @Mixin
        VersionOption version = new VersionOption();

        @Mixin
        ActingOptions acting = new ActingOptions();

        /** The schema from now on. */
        static final class Schema {
            @Option(
                    names = "--schema",
                    paramLabel = "JSON|@FILE",
                    description = "The JSON Schema its values must answer to from now on.")
            @Nullable
            String word;

            @Option(names = "--no-schema", description = "Its values may be anything from now on.")
            boolean none;
        }

        @Override
        protected int run(Target target) {
            var event = given(() -> acting.event("setting-definition.changed", "setting " + name));
            var wanted = Optional.ofNullable(schema.word).map(word -> Document.parse(given(() -> JsonWord.text(word))));
            var changed = SettingsTransactions.on(target, root())
                    .write(
                            store -> store.definitions()
                                    .update(new DefinitionChange(
                                            new Found(store).definition(name).id(), wanted, version.expected())),
                            definition -> Optional.of(event));
            return told(DefinitionDocument.of(changed));
        }

        @Override
        protected int run(Remote server) {
            var reason = given(acting::reason);
            var wanted = Optional.ofNullable(schema.word)
                    .map(word -> Items.tree(Document.parse(given(() -> JsonWord.text(word)))))
                    .orElse(NullNode.getInstance());
            var call = Call.patch(
                            "settings",
                            "definitions",
                            new Asked(server).definition(name).id())
                    .with("schema", wanted)
                    .ifVersion(version.expected())
                    .because(reason);
            return told(server.ask(call, DefinitionDocument.class));
        }

        private int told(DefinitionDocument changed) {
            terminal()
                    .answer(
                            changed,
                            "Setting " + changed.name() + " has " + (changed.schema() == null ? "no" : "another")
                                    + " schema, version " + changed.version() + ".");
            return ExitCode.DONE;
        }
    }

    /** What goes, or went, as scripts see it. */
    record PurgeDocument(boolean executed, DefinitionDocument definition, long entries, long fragments) {}

    @Command(
            name = "purge",
            description = {
                "Show what goes with a definition: its allow-list entries and what every scope says of it. With --execute "
                        + "remove all of it.",
                "",
                "  coppice settings definition purge theme --execute"
            })
    static final class PurgeDefinition extends DatabaseCommand {
        @Parameters(paramLabel = "NAME", description = "The setting.")
        String name = "";

        @Option(names = "--execute", description = "Remove what is shown without it.")
        boolean execute;

        @Mixin
        VersionOption version = new VersionOption();

        @Mixin
        ActingOptions acting = new ActingOptions();

        @Override
        protected int run(Target target) {
            var event = given(() -> acting.event("setting-definition.deleted", "setting " + name));
            var gone = SettingsTransactions.on(target, root())
                    .write(
                            store -> {
                                var found = new Found(store);
                                var definition = found.definition(name);
                                var document = new PurgeDocument(
                                        execute,
                                        DefinitionDocument.of(definition),
                                        found.entries(name),
                                        found.fragments(name));
                                if (execute) {
                                    store.definitions().purge(new Purge(definition.id(), version.expected()));
                                }
                                return document;
                            },
                            done -> execute
                                    ? Optional.of(event.before("{\"entries\": " + done.entries() + ", \"fragments\": "
                                            + done.fragments() + "}"))
                                    : Optional.empty());
            return told(gone);
        }

        @Override
        protected int run(Remote server) {
            var reason = given(acting::reason);
            var asked = new Asked(server);
            var definition = asked.definition(name);
            var gone = new PurgeDocument(execute, definition, asked.entries(name), asked.fragments(name));
            if (execute) {
                var call = Call.delete("settings", "definitions", definition.id())
                        .ifVersion(version.expected())
                        .because(reason);
                server.ask(call, DefinitionDocument.class);
            }
            return told(gone);
        }

        private int told(PurgeDocument gone) {
            terminal().answer(gone, text(gone));
            return ExitCode.DONE;
        }

        private static String text(PurgeDocument gone) {
            var what = "Setting " + gone.definition().name() + ", with "
                    + Figures.count(gone.entries(), "allow-list entry", "allow-list entries") + " and "
                    + Figures.count(gone.fragments(), "fragment", "fragments");
            return gone.executed() ? what + ", is removed." : what + ", would be removed; --execute removes it.";
        }
    }
}
