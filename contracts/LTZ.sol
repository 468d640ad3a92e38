// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessControl} from "@openzeppelin/contracts/access/AccessControl.sol";
import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// Loyalty tokens, minted once per payment. A mint has an id; an id mints at most once, whoever asks and however often.
/// Nothing about one mint can revert the others of its batch: what cannot be done is said by an event. Only a cap
/// reverts, and then the whole transaction: caps bound what a stolen minter key can do.
contract LTZ is ERC20, AccessControl {
    bytes32 public constant MINTER_ROLE = keccak256("MINTER_ROLE");
    bytes32 public constant CAP_ROLE = keccak256("CAP_ROLE");

    /// What an id was used for, as keccak256(abi.encode(to, amount)); zero: not used yet.
    mapping(bytes32 id => bytes32 commitment) public minted;

    /// Most that one transaction may mint. Zero stops all minting.
    uint128 public transactionCap;
    /// Most that may be minted in one day of UTC.
    uint128 public dayCap;

    uint128 private _day;
    uint128 private _mintedThatDay;

    event MintedFor(bytes32 indexed id, address indexed to, uint256 amount);
    /// The id was used before, for the same recipient and amount.
    event MintSkipped(bytes32 indexed id);
    /// The id was used before, for another recipient or amount. Nothing was minted.
    event MintConflict(bytes32 indexed id, address to, uint256 amount);
    /// No recipient or no amount. Nothing was minted, and the id stays unused.
    event MintRefused(bytes32 indexed id, address to, uint256 amount);
    event CapsChanged(uint128 transactionCap, uint128 dayCap);

    error LengthMismatch();
    error TransactionCapExceeded(uint256 cap, uint256 wanted);
    error DayCapExceeded(uint256 cap, uint256 wanted);

    constructor(address admin, uint128 transactionCap_, uint128 dayCap_) ERC20("LTZ", "LTZ") {
        _grantRole(DEFAULT_ADMIN_ROLE, admin);
        _grantRole(CAP_ROLE, admin);
        _setCaps(transactionCap_, dayCap_);
    }

    function mintOnce(bytes32 id, address to, uint256 amount) external onlyRole(MINTER_ROLE) {
        _spend(_mintOnce(id, to, amount));
    }

    function mintBatch(bytes32[] calldata ids, address[] calldata tos, uint256[] calldata amounts)
        external
        onlyRole(MINTER_ROLE)
    {
        if (ids.length != tos.length || ids.length != amounts.length) revert LengthMismatch();
        uint256 total;
        for (uint256 i; i < ids.length; ++i) {
            total += _mintOnce(ids[i], tos[i], amounts[i]);
        }
        _spend(total);
    }

    function setCaps(uint128 transactionCap_, uint128 dayCap_) external onlyRole(CAP_ROLE) {
        _setCaps(transactionCap_, dayCap_);
    }

    /// Minted so far in the current day of UTC.
    function mintedToday() public view returns (uint256) {
        return _day == _today() ? _mintedThatDay : 0;
    }

    /// Returns how much was minted: the amount, or nothing.
    function _mintOnce(bytes32 id, address to, uint256 amount) private returns (uint256) {
        bytes32 commitment = keccak256(abi.encode(to, amount));
        bytes32 used = minted[id];
        if (used == commitment) {
            emit MintSkipped(id);
            return 0;
        }
        if (used != 0) {
            emit MintConflict(id, to, amount);
            return 0;
        }
        if (to == address(0) || amount == 0) {
            emit MintRefused(id, to, amount);
            return 0;
        }
        // Checked here as well, so that no sum of amounts can overflow.
        if (amount > transactionCap) revert TransactionCapExceeded(transactionCap, amount);
        minted[id] = commitment;
        _mint(to, amount);
        emit MintedFor(id, to, amount);
        return amount;
    }

    function _spend(uint256 total) private {
        if (total == 0) return;
        if (total > transactionCap) revert TransactionCapExceeded(transactionCap, total);
        uint256 wanted = mintedToday() + total;
        if (wanted > dayCap) revert DayCapExceeded(dayCap, wanted);
        _day = _today();
        // Fits: it is not over dayCap.
        _mintedThatDay = uint128(wanted);
    }

    function _setCaps(uint128 transactionCap_, uint128 dayCap_) private {
        transactionCap = transactionCap_;
        dayCap = dayCap_;
        emit CapsChanged(transactionCap_, dayCap_);
    }

    function _today() private view returns (uint128) {
        return uint128(block.timestamp / 1 days);
    }
}
