package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.command.CommandGroup;
import picocli.CommandLine.Command;

/** Settings that merge by scope. */
@Command(
        name = "settings",
        description = {
            "Define settings, say at which scopes they may be set, set them and read them merged.",
            "",
            "  coppice settings define theme",
            "  coppice settings allow theme public",
            "  coppice settings set theme '{\"mode\": \"light\"}' --scope public",
            "  coppice settings get theme --origins"
        },
        subcommands = {
            ScopesCommand.class,
            DefineCommand.class,
            DefinitionsCommand.class,
            DefinitionCommand.class,
            AllowCommand.class,
            AllowListCommand.class,
            RankCommand.class,
            DisallowCommand.class,
            SetCommand.class,
            SetAllCommand.class,
            SetEachCommand.class,
            UnsetCommand.class,
            FragmentsCommand.class,
            FragmentCommand.class,
            GetCommand.class,
            SweepCommand.class
        })
public final class SettingsCommand extends CommandGroup {}
