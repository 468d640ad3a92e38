import { parseAbi } from 'viem'

/** The part of contracts/LTZ.sol that is used here; a test compares it with the compiled contract. */
export const LTZ_ABI = parseAbi([
  'constructor(address admin, uint128 transactionCap_, uint128 dayCap_)',
  'function mintOnce(bytes32 id, address to, uint256 amount)',
  'function mintBatch(bytes32[] ids, address[] tos, uint256[] amounts)',
  'function minted(bytes32 id) view returns (bytes32 commitment)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address account) view returns (uint256)',
  'function setCaps(uint128 transactionCap_, uint128 dayCap_)',
  'function transactionCap() view returns (uint128)',
  'function dayCap() view returns (uint128)',
  'function mintedToday() view returns (uint256)',
  'function MINTER_ROLE() view returns (bytes32)',
  'function CAP_ROLE() view returns (bytes32)',
  'function hasRole(bytes32 role, address account) view returns (bool)',
  'function grantRole(bytes32 role, address account)',
  'event MintedFor(bytes32 indexed id, address indexed to, uint256 amount)',
  'event MintSkipped(bytes32 indexed id)',
  'event MintConflict(bytes32 indexed id, address to, uint256 amount)',
  'event MintRefused(bytes32 indexed id, address to, uint256 amount)',
  'event CapsChanged(uint128 transactionCap, uint128 dayCap)',
  'error LengthMismatch()',
  'error TransactionCapExceeded(uint256 cap, uint256 wanted)',
  'error DayCapExceeded(uint256 cap, uint256 wanted)',
  'error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)',
])
