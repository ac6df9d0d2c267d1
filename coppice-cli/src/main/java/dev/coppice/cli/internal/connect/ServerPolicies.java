package dev.coppice.cli.internal.connect;

import dev.coppice.server.document.PolicyDocument;
import java.util.List;

/**
 * The policies a server knows, as commands name them.
 *
 * @param server the server
 */
public record ServerPolicies(Remote server) {
    /** All of them, in their order. */
    public List<PolicyDocument> all() {
        return server.page(Call.get("policies"), PolicyDocument.class).items();
    }

    /** Those of these names; all without names. */
    public List<PolicyDocument> named(List<String> names) {
        var all = declared();
        return names.isEmpty()
                ? all
                : names.stream().map(name -> named(all, name)).toList();
    }

    /** The one of this name. */
    public PolicyDocument named(String name) {
        return named(declared(), name);
    }

    private List<PolicyDocument> declared() {
        var all = all();
        if (all.isEmpty()) {
            throw DeclaredPolicies.none("The server knows none.").exception();
        }
        return all;
    }

    private static PolicyDocument named(List<PolicyDocument> all, String name) {
        return all.stream()
                .filter(policy -> policy.policy().equals(name))
                .findFirst()
                .orElseThrow(() -> DeclaredPolicies.unknown(
                        name, all.stream().map(PolicyDocument::policy).toList()));
    }
}
