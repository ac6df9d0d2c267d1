package dev.coppice.cli.internal.command;

import picocli.CommandLine.Command;

/** What campaigns have archived. */
@Command(
        name = "archive",
        description = "Look at, check, query, export, restore and repair what campaigns have archived.",
        subcommands = {
            ArchiveListCommand.class,
            ArchiveVerifyCommand.class,
            ArchiveQueryCommand.class,
            ArchiveExportCommand.class,
            ArchiveRestoreCommand.class,
            ArchiveRepairCommand.class,
            ArchiveGcCommand.class
        })
final class ArchiveCommand extends CommandGroup {}
