package dev.coppice.lifecycle;

import java.util.Optional;

/**
 * A resource to be entered into Coppice's own table. A value for any thread.
 *
 * @param id its kind and id
 * @param parent the id of the resource it belongs to
 * @param tier its tier
 * @param owner who owns it
 * @param protection whether it may never be torn down
 */
public record NewResource(
        ResourceId id, Optional<String> parent, Optional<String> tier, Optional<String> owner, boolean protection) {
    /** A resource of no tier, owner or parent. */
    public static NewResource of(ResourceId id) {
        return new NewResource(id, Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    /** The same below a parent. */
    public NewResource below(String parentId) {
        return new NewResource(id, Optional.of(parentId), tier, owner, protection);
    }

    /** The same of a tier. */
    public NewResource tier(String name) {
        return new NewResource(id, parent, Optional.of(name), owner, protection);
    }

    /** The same with an owner. */
    public NewResource owner(String name) {
        return new NewResource(id, parent, tier, Optional.of(name), protection);
    }

    /** The same, never to be torn down. */
    public NewResource withProtection() {
        return new NewResource(id, parent, tier, owner, true);
    }
}
