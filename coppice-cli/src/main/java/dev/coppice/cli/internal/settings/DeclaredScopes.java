package dev.coppice.cli.internal.settings;

import dev.coppice.control.AuditEvent;
import dev.coppice.settings.ScopeChain;
import dev.coppice.settings.ScopeType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Holds the scopes of {@code coppice.yaml} against those in force, and puts them in force. */
public final class DeclaredScopes {
    private DeclaredScopes() {}

    /** Puts a chain in force; answers whether it was another one before, which the trail then keeps with the new one. */
    public static boolean apply(SettingsTransactions transactions, ScopeChain wanted, AuditEvent event) {
        var before = transactions.write(
                store -> {
                    var inForce = store.scopes().chain();
                    store.scopes().declare(wanted);
                    return inForce;
                },
                inForce -> inForce.equals(wanted)
                        ? Optional.empty()
                        : Optional.of(event.before(json(inForce)).after(json(wanted))));
        return !before.equals(wanted);
    }

    private static String json(ScopeChain chain) {
        return JsonMapper.shared().writeValueAsString(Map.of("scopes", ScopesCommand.items(chain)));
    }

    /** What would change, in sentences; none when the two are equal. */
    static List<String> differences(ScopeChain inForce, ScopeChain wanted) {
        var told = new ArrayList<String>();
        if (inForce.publicRank() != wanted.publicRank()) {
            told.add("public gets rank " + wanted.publicRank() + " in place of " + inForce.publicRank() + ".");
        }
        var names = new LinkedHashSet<String>();
        wanted.types().forEach(type -> names.add(type.name()));
        inForce.types().forEach(type -> names.add(type.name()));
        names.forEach(name ->
                difference(name, find(inForce, name), find(wanted, name)).ifPresent(told::add));
        if (told.isEmpty() && !inForce.equals(wanted)) {
            told.add("The order becomes " + String.join(", ", ordered(wanted)) + ".");
        }
        return told;
    }

    private static Optional<String> difference(String name, Optional<ScopeType> before, Optional<ScopeType> after) {
        if (before.equals(after)) {
            return Optional.empty();
        }
        if (before.isEmpty()) {
            return Optional.of(name + " is new: " + words(after.orElseThrow()) + ".");
        }
        return Optional.of(after.map(type -> name + " becomes " + words(type) + ", was " + words(before.get()) + ".")
                .orElse(name + " goes."));
    }

    /** A type of scope in a few words. */
    private static String words(ScopeType type) {
        return "rank " + type.rank() + ", ids " + type.idType().name().toLowerCase(java.util.Locale.ROOT)
                + ownerWords(type).map(owner -> ", owners in " + owner).orElse(", without owners");
    }

    /** Where the owners are found. */
    static Optional<String> ownerWords(ScopeType type) {
        return type.owner().map(owner -> owner.table().spelled() + " (" + owner.column() + ")");
    }

    private static Optional<ScopeType> find(ScopeChain chain, String name) {
        return chain.types().stream().filter(type -> type.name().equals(name)).findFirst();
    }

    private static List<String> ordered(ScopeChain chain) {
        return chain.types().stream().map(ScopeType::name).toList();
    }
}
