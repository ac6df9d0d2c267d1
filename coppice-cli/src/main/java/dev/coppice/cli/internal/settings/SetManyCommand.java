package dev.coppice.cli.internal.settings;

import dev.coppice.cli.internal.command.DatabaseCommand;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.control.AuditEvent;
import dev.coppice.settings.NewFragment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the two ways to set many settings of one scope share. */
abstract class SetManyCommand extends DatabaseCommand {
    @Parameters(
            paramLabel = "JSON|@FILE",
            description = "The items: [{\"name\", \"value\", \"version\" if wanted}, …].")
    String items = "";

    @Option(
            names = "--scope",
            required = true,
            paramLabel = "SCOPE",
            description = "public, or TYPE:ID as in user:4711.")
    String scope = "";

    @Mixin
    ActingOptions acting = new ActingOptions();

    @Override
    protected final int run(Target target) {
        var at = given(() -> ScopeWord.parse("--scope", scope, target));
        var event = given(() -> acting.event("setting-fragment.upserted", "settings at " + at));
        var wanted = Items.parse(given(() -> JsonWord.text(items)), at);
        return answer(set(SettingsTransactions.on(target, root()), wanted, event));
    }

    @Override
    protected int run(Remote server) {
        var at = given(() -> ScopeWord.parse("--scope", scope));
        var reason = given(acting::reason);
        var wanted = Items.parse(given(() -> JsonWord.text(items)), at);
        return answer(set(server, wanted, reason));
    }

    abstract Bulk set(Remote server, List<Items.Item> wanted, @Nullable String reason);

    /** Fragments as a server takes them. */
    static List<Map<String, Object>> bodies(List<NewFragment> wanted) {
        return wanted.stream().map(SetManyCommand::body).toList();
    }

    private static Map<String, Object> body(NewFragment wanted) {
        var body = new LinkedHashMap<String, Object>();
        body.put("name", wanted.name());
        body.put("scope", Asked.scope(wanted.scope()));
        body.put("value", Items.tree(wanted.value()));
        wanted.rank().ifPresent(rank -> body.put("rank", Asked.rank(rank)));
        wanted.version().ifPresent(version -> body.put("version", version));
        return body;
    }

    abstract Bulk set(SettingsTransactions transactions, List<Items.Item> wanted, AuditEvent event);

    private int answer(Bulk done) {
        terminal().answer(done, done.text("set", "setting", "settings"));
        return done.exitCode();
    }
}
