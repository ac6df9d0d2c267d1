package dev.coppice.cli.internal.command;

import dev.coppice.cli.internal.ExitCode;
import dev.coppice.cli.internal.TextTable;
import dev.coppice.cli.internal.connect.Call;
import dev.coppice.cli.internal.connect.Remote;
import dev.coppice.cli.internal.connect.ScopeWord;
import dev.coppice.cli.internal.connect.Target;
import dev.coppice.cli.internal.connect.Transactions;
import dev.coppice.ops.Fault;
import dev.coppice.server.NewToken;
import dev.coppice.server.Role;
import dev.coppice.server.TokenScope;
import dev.coppice.server.Tokens;
import dev.coppice.server.document.CursorPage;
import dev.coppice.server.document.TokenDocument;
import dev.coppice.settings.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** API tokens of the server that has this database as its home. */
@Command(
        name = "token",
        description = "Make, list and revoke the API tokens of the server.",
        subcommands = {TokenCommand.Create.class, TokenCommand.Show.class, TokenCommand.Revoke.class})
final class TokenCommand extends CommandGroup {

    @Command(name = "create", description = "Make a token; its secret is printed this once.")
    static final class Create extends DatabaseCommand {
        @Parameters(paramLabel = "NAME", description = "What it is for.")
        String name = "";

        @Option(
                names = "--role",
                required = true,
                paramLabel = "ROLE",
                description = "member, viewer, operator or admin.")
        Role role = Role.VIEWER;

        @Option(
                names = "--days",
                defaultValue = "90",
                paramLabel = "N",
                description = "How long it is good for; 90 days by default.")
        int days;

        @Option(
                names = "--scope",
                paramLabel = "TYPE:ID",
                description = "A scope of settings its bearer belongs to, as in user:4711; one of each type.")
        List<String> scopes = List.of();

        @Option(
                names = "--manages",
                paramLabel = "TYPE:ID",
                description = "A scope its bearer belongs to and may also set for everybody in it, as in domain:7.")
        List<String> managed = List.of();

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected int run(Target target) {
            var wanted = new NewToken(name, role, Duration.ofDays(days), act.actor(), act.reason)
                    .scopes(given(() -> tokenScopes((option, word) -> ScopeWord.parse(option, word, target))));
            var issued = Transactions.on(target, root().environment())
                    .run(transaction -> Tokens.in(transaction).create(wanted));
            return told(TokenDocument.of(issued));
        }

        @Override
        protected int run(Remote server) {
            var wanted = given(() -> tokenScopes(ScopeWord::parse)).stream()
                    .map(scope -> Map.of(
                            "type", scope.scope().type(),
                            "id", scope.scope().id(),
                            "manages", scope.manages()))
                    .toList();
            var call = Call.post("tokens")
                    .with("name", name)
                    .with("role", role.word())
                    .with("days", days)
                    .with("reason", act.reason)
                    .with("scopes", wanted);
            return told(server.ask(call, TokenDocument.class));
        }

        private int told(TokenDocument issued) {
            terminal().answer(issued, String.valueOf(issued.secret()));
            return ExitCode.DONE;
        }

        private List<TokenScope> tokenScopes(BiFunction<String, String, Scope> parsed) {
            return Stream.concat(
                            scopes.stream().map(word -> TokenScope.in(parsed.apply("--scope", word))),
                            managed.stream().map(word -> TokenScope.managing(parsed.apply("--manages", word))))
                    .toList();
        }
    }

    @Command(name = "list", description = "List the tokens, newest first, without their secrets.")
    static final class Show extends DatabaseCommand {
        @Mixin
        PageOptions page = new PageOptions();

        @Override
        protected int run(Target target) {
            var listing = Transactions.on(target, root().environment())
                    .run(transaction -> Tokens.in(transaction).list(Optional.ofNullable(page.next), page.limit));
            return told(new CursorPage<>(
                    listing.items().stream().map(TokenDocument::of).toList(), listing.next()));
        }

        @Override
        protected int run(Remote server) {
            return told(server.page(page.of(Call.get("tokens")), TokenDocument.class));
        }

        private int told(CursorPage<TokenDocument> found) {
            var tokens = found.items();
            var table = TextTable.of("TOKEN", "NAME", "ROLE", "EXPIRES", "LAST USED", "STATE");
            tokens.forEach(token -> table.row(
                    token.id(),
                    token.name(),
                    token.role(),
                    token.expiresAt(),
                    token.lastUsedAt() == null ? "never" : token.lastUsedAt(),
                    token.revokedAt() == null ? "" : "revoked"));
            terminal().answer(found, tokens.isEmpty() ? "There is no token." : table.toString());
            return ExitCode.DONE;
        }
    }

    @Command(name = "revoke", description = "Revoke a token, with the sessions it opened.")
    static final class Revoke extends DatabaseCommand {
        @Parameters(paramLabel = "TOKEN", description = "Its number.")
        long id;

        @Mixin
        ActOptions act = new ActOptions();

        @Override
        protected int run(Target target) {
            var token = Transactions.on(target, root().environment())
                    .run(transaction -> Tokens.in(transaction).revoke(id, act.actor(), act.reason))
                    .orElseThrow(() -> Fault.of("token.not-found", Fault.Kind.NOT_FOUND)
                            .refused("Token " + id + " was not revoked.")
                            .found("There is no token of this number.")
                            .changed("Nothing was changed.")
                            .next("See \"coppice token list\".")
                            .exception());
            return told(TokenDocument.of(token));
        }

        @Override
        protected int run(Remote server) {
            var call = Call.delete("tokens", id).with("reason", act.reason);
            return told(server.ask(call, TokenDocument.class));
        }

        private int told(TokenDocument token) {
            terminal().answer(token, "Token " + id + " (" + token.name() + ") is revoked.");
            return ExitCode.DONE;
        }
    }
}
