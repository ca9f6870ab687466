package ladderproof.model;

import ladderproof.spi.Role;

/** Wrong: not a record, and knows a role. */
public final class Noun {

    public boolean knows(Role role) {
        return role.harmless(1) > 0;
    }
}
