// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// What LTZ.sol would be without its memory: every call mints. Only to prove that tests would see a double mint.
contract PlainLtz {
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;

    event MintedFor(bytes32 indexed id, address indexed to, uint256 amount);

    constructor(address, uint128, uint128) {}

    function mintOnce(bytes32 id, address to, uint256 amount) public {
        totalSupply += amount;
        balanceOf[to] += amount;
        emit MintedFor(id, to, amount);
    }

    function mintBatch(bytes32[] calldata ids, address[] calldata tos, uint256[] calldata amounts) external {
        for (uint256 i; i < ids.length; ++i) {
            mintOnce(ids[i], tos[i], amounts[i]);
        }
    }
}
